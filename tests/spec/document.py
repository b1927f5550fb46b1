"""Writes docs/behaviour.md from the tables of the specification.

python -m tests.spec.document
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.spec.behaviour import PLAIN, Topic, topics

PAGE = Path(__file__).parents[2] / "docs" / "behaviour.md"

_PLAIN = ", ".join(f"`{item}` {value}" for item, value in PLAIN.items())
_HEAD = f"""# How a pair is judged

Written by `tests/spec/document.py` from `tests/spec/tables/`; every row is a test that runs on both engines and under
both policies. Where nothing else is said, both sides read {_PLAIN}.

- *enrolment*, *resident*: what is different from that.
- *verdict*, *class*: the same under either policy.
- *withheld*: what the policy `full_check_2023` withholds. `stop_all`, the default, withholds eligibility and medical
  information of everything that is not MATCHED.
- *not EXACT*: the items that are not the same code points, with level and evidence; – where nothing was compared.
"""


def page() -> str:
    """Return the document."""
    return "\n".join([_HEAD, *(line for topic in topics() for line in _section(topic))])


def _section(topic: Topic) -> Iterator[str]:
    yield f"## {topic.title}\n\n{topic.rule}\n"
    yield "| case | enrolment | resident | verdict | class | withheld | not EXACT |"
    yield "|---|---|---|---|---|---|---|"
    for case in topic.cases:
        resident = "none" if case.resident is None else _shown(case.resident)
        cells = (case.why, _shown(case.enrolment), resident, case.verdict, case.class_, case.withheld, case.found)
        yield f"| {' | '.join(cells)} |"
    yield ""


def _shown(changes: Mapping[str, str]) -> str:
    """Return the changes of one side; `numbered=0` is the case's word for a row without 個人番号."""
    values = {item: value if value.strip() else f"“{value}”" for item, value in changes.items()}
    if values.pop("numbered", "1") == "0":
        return ", ".join(["no 個人番号", *(f"`{item}` {value}" for item, value in values.items())])
    return ", ".join(f"`{item}` {value}" for item, value in values.items())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
