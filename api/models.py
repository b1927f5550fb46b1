"""What goes over HTTP: every request and answer, with titles and examples for the OpenAPI document.

Requests refuse unknown fields and control characters. Answers are made from the service's own records and carry neither
a 個人番号 nor a registry value.
"""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from api.texts import texts_of
from matcher.domain.advice import advise
from matcher.domain.ranking import Answer as FindAnswer
from matcher.service.review import HoldDetail
from rules import RuleSet

NO_CONTROL_CHARACTERS = r"^[^\x00-\x1f\x7f]*$"

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$", max_length=64)]
"""A code of one of the catalogues in `rules/`."""

Identifier = Annotated[str, StringConstraints(pattern=NO_CONTROL_CHARACTERS, max_length=64)]
"""記号, 番号 and the like, as written on the card."""

Text = Annotated[str, StringConstraints(pattern=NO_CONTROL_CHARACTERS, max_length=2000)]
"""Words of a reviewer, or a corrected value."""

Counts = dict[str, int]


class Request(BaseModel):
    """A body that the API receives."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """A body that the API sends."""

    model_config = ConfigDict(from_attributes=True, frozen=True, populate_by_name=True)


class SubmissionAnswer(Answer):
    """The receipt of one submitted file, as it stands now."""

    submission: UUID = Field(title="Receipt id", description="The same file always gets the same one.")
    insurer_number: str = Field(title="保険者番号, 8 wide", examples=["01130012"])
    file_name: str = Field(title="Name of the file", examples=["kumiai.csv"])
    state: str = Field(title="received, judging, opening, triage or done", examples=["done"])
    rows: int = Field(title="Physical rows of the file", examples=[1200])
    judged: int = Field(title="Rows that have a verdict by now", examples=[1200])
    verdicts: Counts = Field(title="Rows per verdict", examples=[{"MATCHED": 1170, "MISMATCHED": 28, "REJECTED": 2}])
    defects: Counts = Field(title="Rejected rows per COLUMN.CODE", examples=[{"birth_date.impossible_date": 2}])
    holds: int = Field(title="Holds that this submission opened", examples=[28])
    epoch: int | None = Field(title="Registry epoch that it was judged against", examples=[1])
    received_at: datetime = Field(title="When it was received")
    done_at: datetime | None = Field(title="When the last row was judged and opened")
    already_known: bool = Field(title="The file was submitted before; this is its receipt")
    encoding: str = Field(title="Encoding that the file was read in", examples=["cp932"])
    warnings: list[str] = Field(title="Remarks about the file as a whole")
    first_defects: list[str] = Field(
        title="The first defects: FILE:LINE: COLUMN: CODE text; only when the file was read"
    )


class ResultsAnswer(Answer):
    """Results that were written to a file; only the command line does that."""

    out: str = Field(title="Where they lie")
    rows: int = Field(title="How many rows")


class RegistryAnswer(Answer):
    """One version of the registry, as it was loaded."""

    epoch: int = Field(title="Its number", examples=[1])
    rows: int = Field(title="Physical rows of the file", examples=[2500])
    usable: int = Field(title="Rows that can be compared", examples=[2498])
    defects: Counts = Field(title="Unusable rows per COLUMN.CODE")
    digest: str = Field(title="Keyed digest of the file")
    loaded_at: datetime = Field(title="When")
    withdrawn: int = Field(title="Answerable records that the change of their resident withdrew; checked anew")
    already_known: bool = Field(title="The current epoch was made from this very file; nothing was changed")
    warnings: list[str] = Field(title="Remarks about the file as a whole")
    first_defects: list[str] = Field(
        title="The first defects: FILE:LINE: COLUMN: CODE text; only when the file was read"
    )


class RunAnswer(Answer):
    """One reconciliation of all current enrolments with the current epoch."""

    run: UUID = Field(title="Run id")
    state: str = Field(title="received, judging, opening, triage or done", examples=["done"])
    epoch: int = Field(title="Registry epoch", examples=[2])
    enrolments: int = Field(title="Current enrolments in scope", examples=[2500])
    judged: int = Field(title="Those that had to be judged anew", examples=[12])
    verdicts: Counts = Field(title="Current enrolments per verdict; empty until done")
    holds_opened: int = Field(title="Holds that the run opened", examples=[3])
    holds_closed: int = Field(title="Holds that the run closed", examples=[1])
    reopened: int = Field(title="Released records among those held anew", examples=[1])
    started_at: datetime = Field(title="When it began")
    done_at: datetime | None = Field(title="When it was done")
    resumed: bool = Field(title="This call went on with a run that was interrupted")


class HoldAnswer(Answer):
    """A held record in a list, named by its own identifiers."""

    hold: UUID = Field(title="Hold id")
    state: str = Field(title="State", examples=["open"])
    verdict: str = Field(title="Verdict", examples=["MISMATCHED"])
    class_: int | None = Field(
        title="Class of the national table", serialization_alias="class", validation_alias="class_", examples=[2]
    )
    scope: str = Field(title="What is withheld", examples=["eligibility+medical"])
    cause: str = Field(title="Why the pair differs (code)", examples=["variant_character"])
    signature: str = Field(title="What kind of wrong link it looks like (code)", examples=["twin"])
    score: float | None = Field(title="0 to 1; higher = more likely another person", examples=[0.93])
    insurer_number: str = Field(title="保険者番号", examples=["01130012"])
    symbol: str = Field(title="記号", examples=["12"])
    number: str = Field(title="番号", examples=["345678"])
    branch: str = Field(title="枝番", examples=["01"])
    opened_at: datetime = Field(title="When it was opened")


class HoldPageAnswer(Answer):
    """A page of holds, most suspicious first."""

    holds: list[HoldAnswer] = Field(title="The holds of this page")
    next_cursor: str | None = Field(title="Hand it back as `cursor` for the next page; null at the end")
    total: int = Field(title="How many holds fit the filter", examples=[28])


class DecisionAnswer(Answer):
    """A human judgement, kept for good."""

    kind: str = Field(title="release or correct", examples=["release"])
    reason: str = Field(title="Release reason (code)", examples=["01"])
    text: str = Field(title="The reviewer's words")
    subject: str = Field(title="Who decided", examples=["sato"])
    decided_at: datetime = Field(title="When")


class TextAnswer(Answer):
    """What a code means."""

    ja: str = Field(title="日本語", examples=["外字を通用字体に置き換え"])
    en: str = Field(title="English", examples=["a gaiji replaced by its common form"])


class HoldDetailAnswer(Answer):
    """One hold with everything that a decision needs and a reviewer may see."""

    summary: HoldAnswer = Field(title="The hold as in the list")
    seen: str = Field(title="Names the pair of values that you see; hand it back with the decision")
    levels: dict[str, str] = Field(title="Level per item", examples=[{"name": "COMPATIBLE", "name_kana": "EXACT"}])
    evidence: str = Field(title="Rule codes, side and position", examples=["name:masked@enrolment.2"])
    qualified_from: date = Field(title="資格取得日")
    qualified_to: date | None = Field(title="資格喪失日")
    enrolment: dict[str, str] = Field(title="The insurer's own record, without its 個人番号")
    checked_at: datetime = Field(title="When the pair was checked")
    closed_at: datetime | None = Field(title="When the hold was closed")
    decisions: list[DecisionAnswer] = Field(title="What was decided, oldest first")
    texts: dict[str, TextAnswer] = Field(title="What the codes above mean", default_factory=dict)
    todo: TextAnswer | None = Field(title="What to do next", default=None)
    release_reason: str = Field(
        title="Release reason that fits if it is the right person (code); empty where none is proposed",
        default="",
        examples=["01"],
    )

    @classmethod
    def of(cls, detail: HoldDetail, rules: RuleSet) -> Self:
        """Return the answer for `detail`, with the texts of its codes and what to do."""
        texts = {code: TextAnswer.model_validate(text) for code, text in texts_of(detail, rules).items()}
        update: dict[str, object] = {"texts": texts}
        if advice := advise(detail.summary.cause, detail.summary.signature, rules):
            update |= {"todo": TextAnswer.model_validate(advice.todo), "release_reason": advice.release_reason}
        return cls.model_validate(detail).model_copy(update=update)


class CandidateAnswer(Answer):
    """A resident whom a held record may describe, named by nothing."""

    rank: int = Field(title="1 is the best")
    resemblance: float = Field(title="How alike the items are, from 0 to 1", examples=[0.97])
    linked: bool = Field(title="The record carries the number of this resident")
    levels: dict[str, str] = Field(title="Level per item", examples=[{"name": "EXACT", "name_kana": "EXACT"}])
    evidence: str = Field(title="Rule codes, side and position", examples=["birth_date:date_notation"])


class CandidatesAnswer(Answer):
    """Who in the registry a held record describes."""

    hold: UUID = Field(title="Hold id")
    answer: FindAnswer = Field(title="How many residents fit so well that nobody else comes near", examples=["one"])
    candidates: list[CandidateAnswer] = Field(title="Best first")
    not_compared: list[str] = Field(title="Blocks with too many residents, so that nobody in them was compared")


class HoldDetailsAnswer(Answer):
    """A page of holds, each with everything; only the command line asks for that."""

    holds: list[HoldDetailAnswer] = Field(title="The holds of this page")
    next_cursor: str | None = Field(title="Hand it back as `cursor` for the next page; null at the end")
    total: int = Field(title="How many holds fit the filter")


class ReleaseRequest(Request):
    """理由付き疑いなし: why a held record is right."""

    reason: Code = Field(title="Release reason (code)", examples=["01"])
    text: Text = Field(default="", title="Your words", examples=["確認書類で同一人と確認"])
    seen: Identifier | None = Field(
        default=None, title="`seen` of the hold that you read; the decision is refused if either side changed since"
    )


class BulkReleaseRequest(Request):
    """One reason for many holds; each stands for itself."""

    holds: list[UUID] = Field(title="Hold ids", min_length=1, max_length=1000)
    reason: Code = Field(title="Release reason (code)", examples=["01"])
    text: Text = Field(default="", title="Your words")


class ReleaseOutcomeAnswer(Answer):
    """What became of one hold of a bulk release."""

    hold: UUID = Field(title="Hold id")
    refusal: str = Field(title="Code of the refusal; empty when released", examples=["stale_decision"])


class BulkReleaseAnswer(Answer):
    """What became of each hold, in the order that was asked."""

    outcomes: list[ReleaseOutcomeAnswer] = Field(title="One per hold")


class Changes(Request):
    """New values by column; what is not named stays as it is."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    name: Text = Field(default="", title="氏名")
    name_kana: Text = Field(default="", title="氏名カナ")
    birth_date: Text = Field(default="", title="生年月日")
    sex: Text = Field(default="", title="性別")
    postal_code: Text = Field(default="", title="郵便番号")
    address: Text = Field(default="", title="住所")
    check_basis: Text = Field(default="", title="本人確認判定フラグ")
    relation: Text = Field(default="", title="本人家族区分")
    qualified_to: Text = Field(default="", title="資格喪失日")
    individual_number: Text = Field(default="", title="個人番号; becomes a person key at once")

    @model_validator(mode="after")
    def something_changes(self) -> Self:
        """Refuse a correction that corrects nothing."""
        if not self.given():
            raise PydanticCustomError("nothing_to_change", "name at least one column")
        return self

    def given(self) -> dict[str, str]:
        """Return the named columns and their new values."""
        return self.model_dump(exclude_unset=True)


class CorrectionRequest(Request):
    """New values for a held record; only the columns that change."""

    changes: Changes = Field(title="Column to new value", examples=[{"address": "札幌市北区北七条西2-8-1"}])
    seen: Identifier | None = Field(default=None, title="`seen` of the hold that you read")


class CorrectionAnswer(Answer):
    """What the corrected record came to; it was checked at once."""

    verdict: str = Field(title="Verdict of the new version", examples=["MATCHED"])
    scope: str = Field(title="What is withheld now; empty = nothing", examples=[""])
    cause: str = Field(title="Cause, when it is held again", examples=[""])
    hold: UUID | None = Field(title="Its hold, when it is held again")


class LookupRequest(Request):
    """Is this person insured? What the clinic reads off the card."""

    insurer_number: Identifier = Field(title="保険者番号", examples=["01130012"])
    symbol: Identifier = Field(default="", title="記号", examples=["12"])
    number: Identifier = Field(title="番号", examples=["345678"])
    branch: Identifier | None = Field(default=None, title="枝番; any when not given", examples=["01"])
    birth_date: Identifier = Field(title="生年月日", examples=["19850102"])


class LookupAnswer(Answer):
    """The answer. Unknown, held, unchecked and expired are told alike: `found` is false and all else is empty."""

    found: bool = Field(title="Insured, checked and valid today", examples=[True])
    insurer_number: str = Field(title="保険者番号", examples=["01130012"])
    symbol: str = Field(title="記号", examples=["12"])
    number: str = Field(title="番号", examples=["345678"])
    branch: str = Field(title="枝番", examples=["01"])
    relation: str = Field(title="本人家族区分: 1 本人, 2 家族", examples=["1"])
    qualified_from: date | None = Field(title="資格取得日")
    qualified_to: date | None = Field(title="資格喪失日")
    medical: bool = Field(title="Medical information may be shown too", examples=[True])


class AuditAnswer(Answer):
    """Whether the audit log is whole."""

    whole: bool = Field(title="Every hash fits", examples=[True])
    entries: int = Field(title="Entries in the log", examples=[4211])
    head: str = Field(title="Head of the chain; keep it outside")
    broken_at: list[int] | None = Field(title="First entry that does not fit: chain and number")


class TokenAnswer(Answer):
    """A token that was issued; only the command line issues any."""

    token: str = Field(title="The token: a secret")
    role: str = Field(title="Role", examples=["reviewer"])
    subject: str = Field(title="Who will act with it", examples=["sato"])
    days: int = Field(title="How long it is valid")


class HealthAnswer(Answer):
    """State of the parts, without any tenant's numbers."""

    ready: bool = Field(title="The database answers and its tables fit this program")
    epoch: int | None = Field(title="Registry epoch in force")
    unfinished: int = Field(title="Submissions and runs not done")
    policy: str = Field(title="Policy in force", examples=["stop_all"])
    rules_hash: str = Field(title="Content hash of the rules in force")


class LiveAnswer(Answer):
    """The process answers."""

    live: bool = Field(title="Always true", examples=[True])
