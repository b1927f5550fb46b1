"""What was judged in the last check under a policy, on the disk: only the edition that judged it may use it again."""

import json
import os
from pathlib import Path
from shutil import rmtree

from matcher.engines.names import Look
from matcher.engines.prepared.known import Known, read_judgements, write_judgements
from matcher.engines.prepared.run import Memory
from matcher.service.editions import judgement_edition
from matcher.service.leavings import temporary_folder
from matcher.service.prepared.files import publish_folder
from matcher.service.prepared.folder import PreparedFolder
from rules import RuleSet

_ABOUT, _PAIRS, _LOOKS, _JUDGEMENTS = "about.json", "pairs.npy", "looks.npy", "judgements.arrow"


def read_knowledge(folder: PreparedFolder, rules: RuleSet, look: Look) -> Memory:
    """Return what was judged last under these rules; nothing if anything that decides has changed since."""
    place = _place(folder, rules, look)
    try:
        about = json.loads((place / _ABOUT).read_bytes())
    except FileNotFoundError:
        return Memory()
    if about["edition"] != judgement_edition(rules):
        return Memory()
    return Memory(Known.read(place / _PAIRS), Known.read(place / _LOOKS), list(read_judgements(place / _JUDGEMENTS)))


def write_knowledge(folder: PreparedFolder, rules: RuleSet, look: Look, memory: Memory) -> None:
    """Keep what is known after a check, in place of what was known before."""
    place = _place(folder, rules, look)
    unfinished, held = temporary_folder(place, "form")
    try:
        memory.pairs.write(unfinished / _PAIRS)
        memory.looks.write(unfinished / _LOOKS)
        write_judgements(unfinished / _JUDGEMENTS, memory.judgements)
        (unfinished / _ABOUT).write_text(json.dumps({"edition": judgement_edition(rules)}), encoding="utf-8")
        publish_folder(unfinished, place)
    finally:
        rmtree(unfinished, ignore_errors=True)
        os.close(held)


def _place(folder: PreparedFolder, rules: RuleSet, look: Look) -> Path:
    return folder.path / f"known-{rules.policy_name}-{look}"
