"""What an evaluation refuses, and what it leaves out because a package is not installed.

>>> str(NotInstalled("splink"))
"the package splink is not installed (pip install 'totsugo[evaluate]')"
"""

from matcher.domain.refusals import Refusal


class EvaluationRefused(Refusal):
    """The truth and the results cannot be put side by side."""

    code = "cannot_evaluate"
    hint = "give the truth file of the enrolments that the results are of"


class NotInstalled(Refusal):
    """A package that only evaluations need is not installed."""

    code = "not_installed"
    hint = "pip install 'totsugo[evaluate]'"

    def __init__(self, package: str) -> None:
        super().__init__(f"the package {package} is not installed")
        self.package = package
