"""The charts of the report as SVG, drawn without a browser or a network.

Three hues in a fixed order and grey for what is only a reference, so that the same ranking has the same colour in every
chart; each line also ends in its name. Every figure that a chart shows stands in a table of the report, too.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from matcher.service.evaluate.queue import Queue
from matcher.service.evaluate.refusals import NotInstalled
from matcher.service.evaluate.reliability import Bin

_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#7f7f7f")
_WIDTH, _HEIGHT = 560, 320
_POINTS = np.geomspace(0.0001, 1, 121)


def recall_chart(queues: Mapping[str, Queue]) -> str:
    """Return the recall of wrong links by the part of the queue that is read, one line for each ranking.

    Raises:
        NotInstalled: Altair or vl-convert is not there.
    """
    alt = _altair()
    rows = [
        {"ranking": name, "read": float(share), "found": queue.recall(float(share))}
        for name, queue in queues.items()
        for share in _POINTS
    ]
    names = list(queues)
    colour = alt.Scale(domain=names, range=[*_COLOURS[: len(names)]])
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("read:Q", scale=alt.Scale(type="log"), axis=alt.Axis(format="%", title="read of the queue")),
            y=alt.Y("found:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", title="wrong links found")),
            color=alt.Color("ranking:N", scale=colour, legend=alt.Legend(title=None, orient="top")),
        )
    )
    return _svg(chart)


def reliability_chart(bins: Sequence[Bin]) -> str:
    """Return what the score said against what was seen, with the line on which both are equal.

    Raises:
        NotInstalled: Altair or vl-convert is not there.
    """
    alt = _altair()
    least = 1e-7
    rows = [{"said": max(bin_.said, least), "seen": max(bin_.seen, least), "rows": bin_.rows} for bin_ in bins]
    ends = [{"said": least, "seen": least}, {"said": 1.0, "seen": 1.0}]
    axis: dict[str, Any] = {"scale": alt.Scale(type="log", domain=[least, 1])}
    x = alt.X("said:Q", title="score (mean of the bin)", **axis)
    y = alt.Y("seen:Q", title="share of wrong links", **axis)
    equal = alt.Chart(alt.Data(values=ends)).mark_line(color=_COLOURS[-1], strokeDash=[4, 4]).encode(x=x, y=y)
    seen = alt.Chart(alt.Data(values=rows)).mark_line(color=_COLOURS[0], point={"size": 60}).encode(x=x, y=y)
    return _svg(equal + seen)


def held_chart(rows: Sequence[tuple[str, float]]) -> str:
    """Return how many of a million records are held, one bar for each way of comparing.

    Raises:
        NotInstalled: Altair or vl-convert is not there.
    """
    alt = _altair()
    values = [{"way": way, "held": held, "text": f"{held:,.0f}"} for way, held in rows]
    base = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("held:Q", title="held of a million records"),
        y=alt.Y("way:N", title=None, sort=[way for way, _ in rows]),
    )
    bars = base.mark_bar(color=_COLOURS[0], height=18)
    return _svg(bars + base.mark_text(align="left", dx=4).encode(text="text:N"), height=40 * len(rows))


def _altair() -> Any:  # noqa: ANN401  a module
    try:
        import altair  # noqa: ICN001, PLC0415  only a report needs it
        import vl_convert  # noqa: F401, PLC0415
    except ImportError as error:
        raise NotInstalled("altair with vl-convert-python") from error
    return altair


def _svg(chart: Any, height: int = _HEIGHT) -> str:  # noqa: ANN401  Altair's charts have many types
    import vl_convert  # noqa: PLC0415  as above

    drawn: str = vl_convert.vegalite_to_svg(chart.properties(width=_WIDTH, height=height).to_dict())
    return drawn
