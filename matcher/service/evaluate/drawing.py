"""How every chart is drawn: SVG by Altair and vl-convert, without a browser or a network.

Three hues in a fixed order and grey for what is only a reference.
"""

from typing import Any

from matcher.service.evaluate.refusals import NotInstalled

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#7f7f7f")
HEIGHT = 320
_WIDTH = 560


def load_altair() -> Any:  # noqa: ANN401  a module
    """Return the module Altair.

    Raises:
        NotInstalled: Altair or vl-convert is not there.
    """
    try:
        import altair  # noqa: ICN001, PLC0415  only a report needs it
        import vl_convert  # noqa: F401, PLC0415
    except ImportError as error:
        raise NotInstalled("altair with vl-convert-python") from error
    return altair


def to_svg(chart: Any, height: int = HEIGHT) -> str:  # noqa: ANN401  Altair's charts have many types
    """Return a chart of Altair's as SVG, its plot `height` pixels high."""
    import vl_convert  # noqa: PLC0415  as above

    drawn: str = vl_convert.vegalite_to_svg(chart.properties(width=_WIDTH, height=height).to_dict())
    return drawn
