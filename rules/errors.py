"""Refusals of rule files: which file, where in it, and what is expected there.

>>> error = RuleFileError("policy/stop_all.yaml", 9, 3, "fold: 'EXACT' is a required property")
>>> print(error)
policy/stop_all.yaml:9:3: fold: 'EXACT' is a required property
>>> error.code, error.line
('broken_rule_file', 9)
"""

from rules.refusals import Refusal


class RuleFileError(Refusal):
    """A rule file cannot be used. Lines and columns count from 1."""

    code = "broken_rule_file"

    def __init__(self, file: str, line: int, column: int, expected: str) -> None:
        super().__init__(f"{file}:{line}:{column}: {expected}")
        self.file = file
        self.line = line
        self.column = column
        self.expected = expected

    def __reduce__(self) -> tuple[type["RuleFileError"], tuple[str, int, int, str]]:
        """Survive the way from a worker process."""
        return (RuleFileError, (self.file, self.line, self.column, self.expected))


class UnknownPolicy(Refusal):
    """No policy of this name is in the rules folder."""

    code = "unknown_policy"


class StaleRules(Refusal):
    """The rule files are not the ones that the work began with."""

    code = "stale_rules"
    hint = "start again with the rules as they are now"
