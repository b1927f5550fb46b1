"""The charts of docs/benchmarks.md: a row for each contestant, a dot for each size, on a logarithmic axis."""

from collections.abc import Callable

from matcher.service.evaluate.drawing import COLOURS, load_altair, to_svg
from tests.bench.results import Result, Results

_ROW = 26  # pixels
_BETWEEN = 10
"""Pixels at least between two numbers of the axis."""
_LABEL = 320
"""Pixels for the name of a contestant: fonts differ, and what is measured for one is too narrow for another."""


def rate_chart(results: Results) -> str:
    """Return the rows a second as SVG."""
    return _dots(results, "rows a second", lambda result: result.rate)


def memory_chart(results: Results) -> str:
    """Return the peak in MiB as SVG."""
    return _dots(results, "peak memory in MiB", lambda result: result.measured.peak / (1 << 20))


def _dots(results: Results, title: str, figure: Callable[[Result], float]) -> str:
    alt = load_altair()
    finished = [each for each in results.in_order() if results.of(each.name, each.data, each.rows)]
    values = [
        {"who": f"{each.name} ({each.data})", "rows": f"{each.rows:,} rows", "figure": figure(each)}
        for each in finished
    ]
    who = list(dict.fromkeys(value["who"] for value in values))
    sizes = [f"{rows:,} rows" for rows in results.sizes()]
    chart = (
        alt.Chart(alt.Data(values=values))
        .mark_point(filled=True, size=70, opacity=1)
        .encode(
            x=alt.X("figure:Q", scale=alt.Scale(type="log"), title=title, axis=alt.Axis(labelSeparation=_BETWEEN)),
            y=alt.Y("who:N", sort=who, title=None, axis=alt.Axis(grid=True, labelLimit=_LABEL, minExtent=_LABEL)),
            color=alt.Color(
                "rows:N",
                scale=alt.Scale(domain=sizes, range=[*COLOURS[: len(sizes)]]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            shape=alt.Shape("rows:N", scale=alt.Scale(domain=sizes), legend=None),
        )
    )
    return to_svg(chart, height=_ROW * len(who))
