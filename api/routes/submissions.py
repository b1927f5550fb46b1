"""Submissions: send an enrolment file, ask how far it is, fetch the result of every row."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated
from uuid import UUID

import pyarrow as pa
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from api.dependencies import OpenService, acting, problems
from api.models import SubmissionAnswer
from api.uploads import MEDIA_TYPES, media_type, received_file
from matcher.engines.results import RESULT_SCHEMA
from matcher.intake.defects import FileDefect
from matcher.service import submissions
from matcher.service.principals import Principal, Role
from matcher.service.results import CsvResults
from matcher.service.submissions import WorkState

router = APIRouter(prefix="/v1/submissions", tags=["submissions"])

Sender = Annotated[Principal, Depends(acting(Role.INSURER, Role.OPERATOR))]
Reader = Annotated[Principal, Depends(acting(Role.INSURER, Role.REVIEWER, Role.OPERATOR))]

BODY = {
    "requestBody": {
        "required": True,
        "description": "The enrolment file as it is: CSV (UTF-8 or CP932) or Parquet.",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES},
    }
}


@router.post(
    "",
    status_code=202,
    openapi_extra=BODY,
    responses={
        200: {"model": SubmissionAnswer, "description": "This file was submitted before, or it is done."},
        **problems(409, 413, 415),
    },
)
async def submit(
    request: Request,
    response: Response,
    service: OpenService,
    caller: Sender,
    content_type: Annotated[str, Header(include_in_schema=False)] = "",
    file_name: Annotated[
        str | None,
        Header(title="Name shown in the receipt", pattern=r"^[A-Za-z0-9._-]{1,100}$", examples=["kumiai.csv"]),
    ] = None,
    *,
    wait: Annotated[bool, Query(title="Answer only when every row is judged; for small files")] = False,
) -> SubmissionAnswer:
    """Send an enrolment file. Sending the same file again is safe: it is one submission with one receipt."""
    suffix, encoding = media_type(content_type)
    settings = request.app.state.settings
    folder: Path = request.app.state.uploads
    name = file_name or f"upload{suffix}"
    async with received_file(request, folder, suffix, settings.max_upload_mib << 20) as path:
        try:
            receipt = await run_in_threadpool(
                submissions.submit, service, path, caller, wait=wait, encoding=encoding, file_name=name
            )
        except FileDefect as refusal:
            refusal.message = refusal.message.replace(str(path), name)
            raise
    told = tuple(line.replace(str(path), name) for line in receipt.first_defects)
    response.headers["Location"] = f"/v1/submissions/{receipt.submission}"
    response.status_code = 200 if receipt.already_known or receipt.state is WorkState.DONE else 202
    return SubmissionAnswer.model_validate(replace(receipt, first_defects=told))


@router.get("", responses=problems())
def list_submissions(
    service: OpenService, caller: Reader, limit: Annotated[int, Query(ge=1, le=500, title="How many")] = 50
) -> list[SubmissionAnswer]:
    """List the latest submissions, newest first."""
    return [
        SubmissionAnswer.model_validate(receipt) for receipt in submissions.submissions(service, caller, limit=limit)
    ]


@router.get("/{submission_id:uuid}", responses=problems(404))
def get_submission(service: OpenService, caller: Reader, submission_id: UUID) -> SubmissionAnswer:
    """Tell how far a submission is and what it came to."""
    return SubmissionAnswer.model_validate(submissions.submission(service, submission_id, caller))


@router.get(
    "/{submission_id:uuid}/results",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "One line per physical row."},
        **problems(404),
    },
)
def get_results(service: OpenService, caller: Reader, submission_id: UUID) -> StreamingResponse:
    """Fetch the result of every row, in the order of the file."""
    batches = submissions.results(service, submission_id, caller)
    return StreamingResponse(_csv(batches), media_type="text/csv; charset=utf-8")


def _csv(batches: Iterator[pa.RecordBatch]) -> Iterator[bytes]:
    """Yield the results as CSV, batch by batch."""
    piece = io.BytesIO()
    writer = CsvResults(piece, RESULT_SCHEMA)
    yield piece.getvalue()
    for batch in batches:
        piece.seek(0)
        piece.truncate()
        writer.write(batch)
        yield piece.getvalue()
