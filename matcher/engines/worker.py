"""A worker that judges pairs: run as a program, it reads the rules, then pairs, and answers each with judgements.

Who starts it is the only one who can write to it, so what it reads is trusted; that is why pickles will do.
"""

import pickle
import sys
from typing import Any, BinaryIO

_FRAME_BYTES = 8


def send(stream: BinaryIO, content: object) -> None:
    """Write a length and that many bytes.

    >>> from io import BytesIO
    >>> pipe = BytesIO()
    >>> send(pipe, ["山田"])
    >>> _ = pipe.seek(0)
    >>> receive(pipe), receive(pipe)
    (['山田'], None)
    """
    data = pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(len(data).to_bytes(_FRAME_BYTES, "big"))
    stream.write(data)
    stream.flush()


def receive(stream: BinaryIO) -> Any:  # noqa: ANN401  whatever was sent
    """Read what `send` wrote; None at the end, also where the writer went away in the middle."""
    head = stream.read(_FRAME_BYTES)
    size = int.from_bytes(head, "big")
    data = stream.read(size) if len(head) == _FRAME_BYTES else b""
    return pickle.loads(data) if data and len(data) == size else None  # noqa: S301  see above


def main() -> None:
    """Answer until the input ends."""
    from matcher.engines.memo import Memo  # noqa: PLC0415  who only sends and receives needs no domain

    rules = receive(sys.stdin.buffer)
    if rules is None:
        return
    memo = Memo(rules)
    memo.warm_up()
    while (pairs := receive(sys.stdin.buffer)) is not None:
        send(sys.stdout.buffer, memo.judge_all(*pairs))


if __name__ == "__main__":
    main()
