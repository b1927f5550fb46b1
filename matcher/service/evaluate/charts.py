"""The charts of the report as SVG.

The same ranking has the same colour in every chart. Every figure that a chart shows stands in a table of the report,
too.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from matcher.service.evaluate.drawing import COLOURS, load_altair, to_svg
from matcher.service.evaluate.queue import Queue
from matcher.service.evaluate.reliability import Bin

_POINTS = np.geomspace(0.0001, 1, 121)


def recall_chart(queues: Mapping[str, Queue]) -> str:
    """Return the recall of wrong links by the part of the queue that is read, one line for each ranking.

    Raises:
        NotInstalled: Altair or vl-convert is not there.
    """
    alt = load_altair()
    rows = [
        {"ranking": name, "read": float(share), "found": queue.recall(float(share))}
        for name, queue in queues.items()
        for share in _POINTS
    ]
    names = list(queues)
    colour = alt.Scale(domain=names, range=[*COLOURS[: len(names)]])
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("read:Q", scale=alt.Scale(type="log"), axis=alt.Axis(format="%", title="read of the queue")),
            y=alt.Y("found:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", title="wrong links found")),
            color=alt.Color("ranking:N", scale=colour, legend=alt.Legend(title=None, orient="top")),
        )
    )
    return to_svg(chart)


def reliability_chart(bins: Sequence[Bin]) -> str:
    """Return what the score said against what was seen, with the line on which both are equal.

    Raises:
        NotInstalled: Altair or vl-convert is not there.
    """
    alt = load_altair()
    least = 1e-7
    rows = [{"said": max(bin_.said, least), "seen": max(bin_.seen, least), "rows": bin_.rows} for bin_ in bins]
    ends = [{"said": least, "seen": least}, {"said": 1.0, "seen": 1.0}]
    axis: dict[str, Any] = {"scale": alt.Scale(type="log", domain=[least, 1])}
    x = alt.X("said:Q", title="score (mean of the bin)", **axis)
    y = alt.Y("seen:Q", title="share of wrong links", **axis)
    equal = alt.Chart(alt.Data(values=ends)).mark_line(color=COLOURS[-1], strokeDash=[4, 4]).encode(x=x, y=y)
    seen = alt.Chart(alt.Data(values=rows)).mark_line(color=COLOURS[0], point={"size": 60}).encode(x=x, y=y)
    return to_svg(equal + seen)


def held_chart(rows: Sequence[tuple[str, float]]) -> str:
    """Return how many of a million records are held, one bar for each way of comparing.

    Raises:
        NotInstalled: Altair or vl-convert is not there.
    """
    alt = load_altair()
    values = [{"way": way, "held": held, "text": f"{held:,.0f}"} for way, held in rows]
    base = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("held:Q", title="held of a million records"),
        y=alt.Y("way:N", title=None, sort=[way for way, _ in rows]),
    )
    bars = base.mark_bar(color=COLOURS[0], height=18)
    return to_svg(bars + base.mark_text(align="left", dx=4).encode(text="text:N"), height=40 * len(rows))
