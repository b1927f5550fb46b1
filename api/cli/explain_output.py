"""What `totsugo explain` prints: the result of a row in words, and its score as a waterfall.

>>> bar(-2.5), bar(1.2)
('◀◀◀', '▶▶')
>>> likely(0.0), likely(0.999999), likely(0.0000021)
('0', '99.9999 %', '0.0002 %')
"""

from itertools import accumulate
from math import exp

import typer

from api.texts import advice_lines, evidence_lines, text_of
from matcher.domain.score import PRIOR, Part
from matcher.service.explain_row import Explained
from rules import RuleSet

_WIDEST = 16


def tell_explained(found: Explained, rules: RuleSet) -> None:
    """Print an explanation."""
    result = found.result
    national_class = f", class {result['class']}" if result["class"] else ""
    typer.echo(f"row       {result['row']}")
    typer.echo(f"verdict   {result['verdict']}{national_class}; withheld: {result['scope'] or 'nothing'}")
    if result["defect"]:
        typer.echo(f"defect    {result['defect']}")
    for item, level in found.levels.items():
        typer.echo(f"level     {item:<11} {level}")
    for line in evidence_lines(rules, result["evidence"]):
        typer.echo(f"evidence  {line}")
    for item, text in found.characters.items():
        typer.echo(f"reveal    {item}: {text}")
    if found.protected:
        typer.echo("reveal    the resident is protected (支援措置): nothing of the registry is shown")
    for title, catalogue, column in (("cause", rules.causes, "cause"), ("resembles", rules.signatures, "signature")):
        if result[column]:
            typer.echo(f"{title:<9} {result[column]}: {text_of(catalogue, result[column])}")
    for line in advice_lines(rules, result["cause"], result["signature"]):
        typer.echo(line)
    if found.parts:
        _tell_parts(found.parts, result["score"])


def _tell_parts(waterfall: tuple[Part, ...], score: str) -> None:
    """Print each part, which way and how far it moves the odds, and how likely another person is after it."""
    typer.echo(f"score     {float(score):.6f} (1 = most likely another person), made of:")
    sums = accumulate(part.log_odds for part in waterfall)
    for part, log_odds in zip(waterfall, sums, strict=True):
        name = "before any comparison" if part.name == PRIOR else " ".join((part.name, *part.faces))
        after = likely(1 / (1 + exp(-log_odds)))
        typer.echo(f"  {name:<38} {part.log_odds:>+8.2f}  {after:>10}  {bar(part.log_odds)}")


def bar(log_odds: float) -> str:
    """Return arrows to the right for what speaks for another person, to the left for what speaks against it."""
    return ("▶" if log_odds > 0 else "◀") * min(round(abs(log_odds) + 0.5), _WIDEST)


def likely(probability: float) -> str:
    """Return a probability in percent, with four digits where it is small or large."""
    text = f"{probability:.4%}".replace("%", " %")
    return "0" if text == "0.0000 %" else text
