"""Files with changes: the file in which each changed row stands in the place of the row with its key.

The form of a file with changes is made of the form with all of them but the last, and that of the form with all but
the last two, until one is there: so the next night begins with what was made tonight. What it was made of goes then,
but for the form of the file alone, which others may begin with.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

from matcher.engines.prepared.blocks import BLOCKS, make_blocks
from matcher.engines.prepared.form import HOMES, NUMBERS, PERSONS
from matcher.engines.prepared.further import is_whole, make_further
from matcher.engines.prepared.index import open_index
from matcher.engines.prepared.laying import lay_over
from matcher.intake import residents, row_keys
from matcher.intake.defects import DefectLog
from matcher.intake.raw import Identity
from matcher.service.opening import sha256_of
from matcher.service.prepared.change_reports import ChangeReport
from matcher.service.prepared.changed_enrolments import KEYS, keys_of, what_enrolments_mean
from matcher.service.prepared.changed_residents import what_residents_mean
from matcher.service.prepared.files import Asked, PreparedFile, Wanted, found_again, keep, prepare, stamp_of, written_in
from matcher.service.prepared.meanings import Meaning
from matcher.service.prepared.reading import Kind, Preparing, fault_word, kind_of, read_form
from matcher.service.private import WorkRefused

_TWICE = (residents.DUPLICATE.key, row_keys.DUPLICATE.key, row_keys.CONFLICTING.key)


def prepare_changed(path: Path, kind: Kind, changes: Sequence[Path], how: Preparing) -> PreparedFile:
    """Return a file with changes, the first of them first, with its prepared form; see `prepare`.

    Raises:
        FileDefect: the file or one with changes is refused.
        WorkRefused: the folder cannot be written.
    """
    stamp, asked = stamp_of(path), [Asked(Identity.of(change), sha256_of(change)) for change in changes]
    done, missing = None, list[Wanted]()
    for number in range(len(asked), 0, -1):
        wanted = Wanted(path, kind, tuple(asked[:number]))
        if done := found_again(wanted, how):
            break
        missing.append(wanted)
    done = done or prepare(path, kind, how)
    for wanted in reversed(missing):
        before, done = done, _changed(done, wanted, stamp, how)
        if before.changes:  # nobody asks for it any more
            rmtree(before.folder, ignore_errors=True)
    return done


def changes_by_kind(changes: Iterable[Path], kinds: Sequence[Kind], encoding: str | None) -> dict[Kind, list[Path]]:
    """Return the changes of each side, in their order.

    Args:
        changes: the files with changes.
        kinds: of each file that is named.
        encoding: of CSV files, if declared.

    Raises:
        FileDefect: one is of neither side, or cannot be read.
        WorkRefused: there is not one file that they can be of.
    """
    found: dict[Kind, list[Path]] = {kind: [] for kind in Kind}
    for path in changes:
        kind = kind_of(path, encoding)
        if (files := kinds.count(kind)) != 1:
            raise WorkRefused(
                f"{path} has changes of {kind}, and {files} files of {kind} are named",
                hint="name the one file that changed",
            )
        found[kind].append(path)
    return found


def _changed(before: PreparedFile, wanted: Wanted, stamp: list[int], how: Preparing) -> PreparedFile:
    """Lay the last changes of a form over the form without them."""
    asked, kind = wanted.changes[-1], wanted.kind
    path = asked.path
    if kind is Kind.ENROLMENTS:
        with written_in(before.folder):
            make_further(before.folder, keys_of(how.folder), how.judges, how.told_of(before.report.path))

    def make(folder: Path) -> PreparedFile:
        aside = folder / "aside"
        own = aside / "changes"
        own.mkdir(parents=True)
        told = read_form(path, kind, own, how)
        asked.identity.verify()
        meaning = _meaning(before, own, kind, how)
        indexes = [NUMBERS, PERSONS, *([HOMES, KEYS] if kind is Kind.ENROLMENTS else [])]
        if is_whole(before.folder / BLOCKS):
            make_blocks(own, how.judges)
            indexes.append(BLOCKS)
        lay_over(folder, meaning.laying, indexes, how.judges, how.told_of(path))
        meaning.write_lists(folder)
        rmtree(aside)
        added = told.rows - meaning.replaced
        usable = open_index(folder / NUMBERS).shape[1] if kind is Kind.RESIDENTS else 0
        report = replace(
            before.report,
            rows=before.report.rows + added,
            usable=usable,
            defects=_defects(before.report.defects, told.defects, meaning),
        )
        change = ChangeReport(told, asked.sha256, meaning.replaced, added)
        return PreparedFile(
            wanted.place(how.folder), report, before.sha256, new=True, changes=(*before.changes, change)
        )

    return keep(wanted, stamp, how, make)


def _meaning(before: PreparedFile, own: Path, kind: Kind, how: Preparing) -> Meaning:
    if kind is Kind.RESIDENTS:
        return what_residents_mean(before.folder, own, before.report.rows)
    index = keys_of(how.folder)
    make_further(own, index, how.judges)
    return what_enrolments_mean(before.folder, own, how.judges, index)


def _defects(before: DefectLog, own: DefectLog, meaning: Meaning) -> DefectLog:
    """Return the defects of the file with the changes; one by one those of rows that still stand."""
    counts = Counter(before.counts)
    counts.update(own.counts)
    for key in {*counts, *_TWICE}:
        counts[key] += meaning.counts.get(fault_word(key), 0)
    first = [one for one in before.first if one.row not in meaning.rows]
    return DefectLog(before.file, first, +counts)
