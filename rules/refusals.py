"""The root of every refusal: an exception for input, rules or requests that the program will not act on.

A fault in one row of data is a value and never an exception. A refusal stops what was asked, changes nothing, and
is mapped once, by the API, to exit code 2 or to an RFC 9457 problem. `code` is stable and may be relied on by scripts,
`message` is for people, `hint` says what to do next. None of them ever carries an item value or a 個人番号.

The root lives on this floor because rule files are the lowest thing that can be refused; `matcher.domain.refusals`
is where the floors above take it from.

>>> refusal = Refusal("the output folder does not exist", code="no_such_folder", hint="create it first")
>>> refusal.code, refusal.message, refusal.hint
('no_such_folder', 'the output folder does not exist', 'create it first')
>>> str(refusal)
'the output folder does not exist (create it first)'
"""


class Refusal(Exception):
    """What was asked is refused; nothing was changed. A subclass sets its own default `code`."""

    code: str = "refused"
    hint: str = ""

    def __init__(self, message: str, *, code: str = "", hint: str = "") -> None:
        """Refuse with `message`; `code` and `hint` override the defaults of the class."""
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.hint = hint or self.hint

    def __str__(self) -> str:
        """Return the message, followed by the hint in brackets if there is one."""
        return f"{self.message} ({self.hint})" if self.hint else self.message
