"""The report: what an evaluation found, in Markdown for people, with its charts beside it."""

from collections.abc import Callable, Iterable, Sequence

from matcher.service.evaluate.charts import held_chart, recall_chart, reliability_chart
from matcher.service.evaluate.evaluation import OURS, Evaluation
from matcher.service.evaluate.figures import Judged, Part
from matcher.service.evaluate.queue import SHARES, Queue
from matcher.service.evaluate.refusals import NotInstalled

CHARTS: dict[str, Callable[[Evaluation], str]] = {
    "held.svg": lambda found: held_chart(_ways(found)),
    "recall.svg": lambda found: recall_chart(found.queues),
    "reliability.svg": lambda found: reliability_chart(found.reliability),
}
"""The charts of a report by the names of their files."""

_RECALLS = (0.9, 0.99, 1.0)
_SHOWN = 20


def draw(found: Evaluation) -> tuple[dict[str, str], str]:
    """Return the charts by file, and what to say where they cannot be drawn."""
    try:
        return {name: chart(found) for name, chart in CHARTS.items()}, ""
    except NotInstalled as missing:
        return {}, str(missing)


def report(found: Evaluation, title: Sequence[str], charts: Iterable[str], missing: str) -> str:
    """Return the report as Markdown.

    Args:
        found: the figures.
        title: lines that say what was measured.
        charts: the files of the charts that lie beside the report.
        missing: why there are none, if there are none.
    """
    drawn = frozenset(charts)
    left_out = [*found.left_out, *([f"charts: {missing}"] if missing else [])]
    parts = [
        ["# Evaluation", *title],
        _left_out(left_out),
        _wrong_links(found),
        _held(found, drawn),
        _queue(found, drawn),
        _causes(found),
        _signatures(found),
        _calibration(found, drawn),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _left_out(left_out: Sequence[str]) -> list[str]:
    return ["Left out:", "", *(f"- {line}" for line in left_out)] if left_out else []


def _wrong_links(found: Evaluation) -> list[str]:
    verdicts = found.verdicts
    lines = [
        "## Wrong links and verdicts",
        "",
        f"- rows: {found.rows:,}; wrong links among them: {verdicts.wrong_links:,}",
        f"- wrong links MATCHED though the key shows them: **{sum(verdicts.matched.values()):,}**",
        (
            f"- wrong links MATCHED because the key cannot show them: {sum(verdicts.unseen.values()):,}"
            f"{_kinds(verdicts.unseen)}"
        ),
        f"- rows with another verdict than the truth: {sum(verdicts.others.values()):,}",
    ]
    if verdicts.others:
        rows = sorted(verdicts.others.items(), key=lambda one: (-one[1], one[0]))
        lines += ["", *_table(("truth", "verdict", "rows"), [(due, got, f"{count:,}") for (due, got), count in rows])]
    return lines


def _kinds(kinds: object) -> str:
    counts = dict(kinds) if isinstance(kinds, dict) else {}
    return f" ({', '.join(f'{kind} {count:,}' for kind, count in sorted(counts.items()))})" if counts else ""


def _ways(found: Evaluation) -> list[tuple[str, float]]:
    naive = [("naive comparison", found.naive.held)] if found.naive else []
    return [*naive, (OURS, found.held)]


def _held(found: Evaluation, drawn: frozenset[str]) -> list[str]:
    held = [(kind, part, cause) for kind, (part, cause) in found.notation.items() if part.some]
    total = Part(
        sum(part.some for part, _ in found.notation.values()), sum(part.of for part, _ in found.notation.values())
    )
    rows = [(kind, f"{part.some:,.0f}", f"{part.of:,.0f}", _percent(part), cause) for kind, part, cause in held]
    lines = [
        "## Held",
        "",
        *_table(("way", "held of a million"), [(way, f"{rate:,.0f}") for way, rate in _ways(found)]),
        "",
    ]
    if found.naive:
        lines += [
            (
                f"Of {found.naive.notation_naive:,.0f} right people in a million whom the naive comparison holds for"
                f" the writing alone, {found.naive.notation_held:,.1f} are held"
                f" ({_percent(Part(found.naive.notation_held, found.naive.notation_naive))})."
            ),
            "",
        ]
    lines += [f"Differences of notation only that end held: {_percent(total)}.", ""]
    if rows:
        lines += [*_table(("kind", "held", "of", "share", "mostly for"), rows), ""]
    return [*lines, *_image("held.svg", drawn)]


def _queue(found: Evaluation, drawn: frozenset[str]) -> list[str]:
    ours = found.queues[OURS]
    head = ("ranking", *(f"{share:.1%}" for share in SHARES))
    read = ("ranking", *(f"{recall:.0%}" for recall in _RECALLS), "times ours for 99%")
    return [
        "## The queue",
        "",
        f"{ours.length:,.0f} records at base rates. Part of the wrong links in the first part of the queue:",
        "",
        *_table(head, [(name, *_recalls(queue)) for name, queue in found.queues.items()]),
        "",
        "Records to read until this part of the wrong links is found:",
        "",
        *_table(read, [(name, *_to_read(queue), _times(queue, ours)) for name, queue in found.queues.items()]),
        "",
        *_image("recall.svg", drawn),
        "### By kind",
        "",
        *_table(
            ("kind", "rows", *head[1:]), [(kind, f"{n:,}", *_recalls(one)) for kind, (n, one) in found.by_kind.items()]
        ),
        "",
        "### By class",
        "",
        *_table(
            ("class", "rows", *head[1:]),
            [(class_ or "none", f"{n:,}", *_recalls(one)) for class_, (n, one) in found.by_class.items()],
        ),
    ]


def _causes(found: Evaluation) -> list[str]:
    if not found.causes:
        return []
    confused = [(due, given or "–", f"{count:,}") for due, given, count in found.confused[:_SHOWN]]
    return [
        "## Causes",
        "",
        f"Main cause right: {_percent(found.cause_right)} of {found.cause_right.of:,.0f} held records.",
        "",
        *_codes("cause", found.causes),
        "",
        f"What was taken for what, the {_SHOWN} most frequent:",
        "",
        *_table(("due", "given", "rows"), confused),
    ]


def _signatures(found: Evaluation) -> list[str]:
    return ["## Signatures", "", *_codes("signature", found.signatures)] if found.signatures else []


def _codes(name: str, rows: Sequence[Judged]) -> list[str]:
    head = (name, "due", "given", "precision", "at base rates", "recall", "or another that is right")
    return _table(
        head,
        [
            (
                row.code,
                f"{row.due:,}",
                f"{row.given:,}",
                _percent(row.precision_rows),
                _percent(row.precision),
                _percent(row.recall),
                _percent(row.met),
            )
            for row in rows
        ],
    )


def _calibration(found: Evaluation, drawn: frozenset[str]) -> list[str]:
    rows = [
        (f"{one.low:g} to {one.high:g}", f"{one.rows:,}", f"{one.said:.6f}", f"{one.seen:.6f}")
        for one in found.reliability
    ]
    return [
        "## Calibration",
        "",
        "Of the records with about one score, the part that are wrong links, at base rates:",
        "",
        *_table(("score", "rows", "mean score", "wrong links"), rows),
        "",
        *_image("reliability.svg", drawn),
    ]


def _recalls(queue: Queue) -> list[str]:
    return [f"{queue.recall(share):.2%}" for share in SHARES]


def _to_read(queue: Queue) -> list[str]:
    found = [queue.to_read(recall) for recall in _RECALLS]
    return ["never" if records is None else f"{records:,.1f}" for records in found]


def _times(queue: Queue, ours: Queue) -> str:
    one, other = queue.to_read(_RECALLS[1]), ours.to_read(_RECALLS[1])
    return "–" if one is None or not other else f"{one / other:,.1f}"


def _percent(part: Part) -> str:
    return "–" if part.share is None else f"{part.share:.2%}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines]


def _image(name: str, drawn: frozenset[str]) -> list[str]:
    return [f"![{name.removesuffix('.svg')}]({name})", ""] if name in drawn else []
