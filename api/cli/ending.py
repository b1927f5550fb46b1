"""How a command that cannot go on ends: what a person is told, and the exit code.

>>> from matcher.domain.refusals import Refusal
>>> import contextlib, io
>>> with contextlib.redirect_stderr(io.StringIO()) as told:
...     code = end(Refusal("the output folder does not exist", code="no_such_folder", hint="create it first"))
>>> print(code, told.getvalue().strip())
2 totsugo: refused (no_such_folder): the output folder does not exist
         create it first
"""

import json
import sys

from api.logs import describe_fault
from api.problems import EXIT_FAULT, EXIT_REFUSED, new_correlation_id
from matcher.domain.refusals import Refusal


def end(error: Exception) -> int:
    """Tell `error` on standard error and return the exit code that it stands for."""
    if isinstance(error, Refusal):
        sys.stderr.write(f"totsugo: refused ({error.code}): {error.message}\n")
        if error.hint:
            sys.stderr.write(f"         {error.hint}\n")
        return EXIT_REFUSED
    line = {"event": "fault", "correlation_id": new_correlation_id(), **describe_fault(error)}
    sys.stderr.write("totsugo: an error of the program; nothing unfinished was stored. Report this line:\n")
    sys.stderr.write(json.dumps(line, ensure_ascii=False) + "\n")
    return EXIT_FAULT
