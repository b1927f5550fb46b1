"""The estimated weights as the text of `rules/weights.yaml`: one line per combination of faces."""

from collections.abc import Mapping

from matcher.service.weights.estimate import Estimate
from rules.weights import Calibration, SignalShares

_HEADER = """\
# Estimated; do not edit. How often each face of the items is seen: among records of the right person (`right`) and
# among pairs of two persons, by kind of wrong link (see score.yaml). `signals`: how often the surroundings say
# something, of right records that are held and of wrong links. `calibration`: from the summed log odds to those that
# were observed.
# How it was made: docs/evaluation.md.
"""


def weights_yaml(
    estimate: Estimate,
    signals: Mapping[str, SignalShares],
    calibration: Calibration,
    *,
    edition: str,
    made_by: str,
    data: Mapping[str, str],
) -> str:
    """Return the text of the file.

    Args:
        estimate: the shares.
        signals: the shares of each signal.
        calibration: the line.
        edition: its name.
        made_by: the command that makes it again.
        data: what it was made from, in words and counts.
    """
    lines = [f"edition: {_quoted(edition)}", f"made_by: {_quoted(made_by)}", "data:"]
    lines += [f"  {name}: {_quoted(text)}" for name, text in data.items()]
    lines += [f"calibration: {{intercept: {calibration.intercept:.4f}, slope: {calibration.slope:.4f}}}", "shares:"]
    for name, right in estimate.right.items():
        lines.append(f"  {name}:")
        for faces, share in right.items():
            shares = {"right": share, **{kind: block.wrong[name][faces] for kind, block in estimate.kinds.items()}}
            lines.append(f"    {' '.join(faces)}: {{{_numbers(shares)}}}")
    lines += ["signals:" if signals else "signals: {}"]
    lines += [f"  {code}: {{{_numbers({'right': one.right, 'wrong': one.wrong})}}}" for code, one in signals.items()]
    return _HEADER + "\n".join(lines) + "\n"


def _numbers(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{name}: {max(share, 1e-9):.4g}" for name, share in shares.items())


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
