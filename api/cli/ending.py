"""How a command that cannot go on ends: what a person is told, and the exit code.

>>> from matcher.domain.refusals import Refusal
>>> import contextlib, io
>>> with contextlib.redirect_stderr(io.StringIO()) as told:
...     code = end(Refusal("the output folder does not exist", code="no_such_folder", hint="create it first"))
>>> print(code, told.getvalue().strip())
2 totsugo: refused (no_such_folder): the output folder does not exist
         create it first
"""

import errno
import json
import sys

from api.logs import describe_fault
from api.problems import EXIT_FAULT, EXIT_REFUSED, new_correlation_id
from matcher.domain.refusals import Refusal

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


def end(error: Exception) -> int:
    """Tell `error` on standard error and return the exit code that it stands for."""
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        error = _without_room(error)
    if isinstance(error, Refusal):
        sys.stderr.write(f"totsugo: refused ({error.code}): {error.message}\n")
        if error.hint:
            sys.stderr.write(f"         {error.hint}\n")
        return EXIT_REFUSED
    line = {"event": "fault", "correlation_id": new_correlation_id(), **describe_fault(error)}
    sys.stderr.write("totsugo: an error of the program; nothing unfinished was stored. Report this line:\n")
    sys.stderr.write(json.dumps(line, ensure_ascii=False) + "\n")
    return EXIT_FAULT


def _without_room(error: OSError) -> Refusal:
    """Return what a person is told when a disk or a quota is full.

    >>> _without_room(OSError(errno.ENOSPC, "No space left on device")).message
    'no room is left on a disk that this command writes to: No space left on device'
    """
    where = f"the disk of {error.filename}" if error.filename else "a disk that this command writes to"
    return Refusal(
        f"no room is left on {where}: {error.strerror}",
        code="disk_full",
        hint="free some room, or name another disk (--out, --work, --prepared); nothing unfinished was kept",
    )
