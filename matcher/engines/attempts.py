"""Tasks of workers that may be refused: a refusal comes back as a value, and is raised where the task was begun.

So does what the system refuses, as room on a disk: a worker that raised it would be lost.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from matcher.domain.refusals import Refusal
from matcher.engines.judges import Judges
from matcher.engines.memo import Memo

T = TypeVar("T")


def begin_attempt(judges: Judges, task: Callable[..., T], *given: object) -> Callable[[], T]:
    """Begin a task; what comes of it is returned by the ticket, which raises the refusal if it was refused.

    Args:
        judges: whose worker does it.
        task: a function of a module, that gets the memory of the worker and what is given.
        given: to the task, after the memory.

    Raises:
        Refusal: by the ticket: the task was refused.
        OSError: by the ticket: the system refused.
    """
    ticket = judges.begin(_attempted, task, *given)

    def result() -> T:
        found = ticket()
        if isinstance(found, Refusal | OSError):
            raise found
        return cast("T", found)

    return result


def _attempted(memo: Memo, task: Callable[..., T], *given: Any) -> T | Refusal | OSError:  # noqa: ANN401  as the task says
    """Do a task, and return its refusal in a form that can be sent."""
    try:
        return task(memo, *given)
    except Refusal as refusal:
        return Refusal(refusal.message, code=refusal.code, hint=refusal.hint)
    except OSError as error:
        return error
