"""What the use cases refuse, beside the refusals of the domain and of intake.

`NotFound` is also the answer for another insurer's submission, run or hold: whether it exists is nobody else's
business.

>>> NotFound("no such hold").code, NotAllowed("the role clinic may not release").code
('not_found', 'not_allowed')
"""

from matcher.domain.refusals import Refusal

__all__ = [
    "ForeignRows",
    "InvalidCorrection",
    "InvalidQuery",
    "NoRegistry",
    "NotAllowed",
    "NotFound",
    "StoreUnavailable",
]


class NotAllowed(Refusal):
    """The role of the caller may not do this."""

    code = "not_allowed"
    hint = "ask an operator for a token with the right role"


class NotFound(Refusal):
    """No such thing, or not one that the caller may know of."""

    code = "not_found"


class NoRegistry(Refusal):
    """Nothing can be judged before a registry was loaded."""

    code = "no_registry"
    hint = "load a resident file first: `totsugo load-registry FILE`"


class ForeignRows(Refusal):
    """An insurer's file holds rows of another insurer; the whole file is refused, for it may be the wrong one."""

    code = "foreign_rows"
    hint = "submit only rows of your own insurer number"


class ForeignVault(Refusal):
    """The vault key is not the one that the stored person keys were made with: nobody would be found."""

    code = "foreign_vault"
    hint = "restore the key file that belongs to this data folder"


class StoreUnavailable(Refusal):
    """The database cannot be started or reached."""

    code = "store_unavailable"
    hint = "look into the log of the database, or check TOTSUGO_DATABASE_URL"


class InvalidQuery(Refusal):
    """A question that cannot be asked this way."""

    code = "invalid_query"


class InvalidCorrection(Refusal):
    """A correction of something that cannot be corrected, or with a value that intake would reject."""

    code = "invalid_correction"
    hint = "the message names the column and the defect"
