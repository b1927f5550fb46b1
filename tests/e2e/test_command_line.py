"""The command line as an officer uses it: load, submit, reconcile, look, release, and ask as a clinic."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.world import ELSEWHERE, REGISTRY_ONLY, RESIDENTS, ROWS
from tests.records import CANARIES, UNION, enrolment, resident, write_enrolments, write_residents

TOTSUGO = Path(sys.executable).parent / "totsugo"


class Office:
    """A data folder and the command that works on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run one command; whatever it prints carries no 個人番号 and no value of the registry."""
        environment = {**os.environ, "TOTSUGO_DATA_DIR": str(self.folder / "state")}
        done = subprocess.run(
            [TOTSUGO, *arguments],
            capture_output=True, text=True, check=False, input=stdin, env=environment, cwd=self.folder,
        )  # fmt: skip
        for secret in (*CANARIES, *REGISTRY_ONLY):
            assert secret not in done.stdout + done.stderr
        return done

    def json(self, *arguments: str, code: int = 0, stdin: str = "") -> dict[str, Any]:
        """Run one command with --json and return its answer."""
        done = self.run(*arguments, "--json", stdin=stdin)
        assert done.returncode == code, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    """Open an office with a registry and one insurer's file, loaded and submitted.

    It does not lie in pytest's own folder, which the embedded PostgreSQL cannot always read when it runs for root.
    """
    with tempfile.TemporaryDirectory(prefix="totsugo-office-", ignore_cleanup_errors=True) as name:
        office = Office(Path(name))
        write_residents(office.folder / "residents.csv", RESIDENTS)
        write_enrolments(office.folder / "union.csv", ROWS[UNION])
        assert office.json("load-registry", "residents.csv")["epoch"] == 1
        receipt = office.json("submit", "union.csv", code=1)
        assert receipt["verdicts"] == {"MATCHED": 1, "MISMATCHED": 2, "NOT_FOUND": 1, "REJECTED": 1}
        yield office


def hold_of(office: Office, person: int) -> str:
    """Return the id of the open hold of one record."""
    holds = office.json("review", "list")["holds"]
    return next(str(hold["hold"]) for hold in holds if hold["number"] == f"{1000 + person}")


def found(office: Office, person: int) -> bool:
    """Ask the lookup for one record."""
    row = enrolment(person)
    card = [part for name in ("insurer_number", "symbol", "number", "branch", "birth_date")
            for part in (f"--{name.replace('_', '-')}", row[name])]  # fmt: skip
    return bool(office.json("lookup", *card)["found"])


def test_the_same_file_again_is_the_same_submission(office: Office) -> None:
    first, again = (office.json("submit", "union.csv", code=1) for _ in range(2))
    assert again["already_known"]
    assert {**again, "first_defects": []} == {**first, "first_defects": []}
    assert office.json("load-registry", "residents.csv")["already_known"]


def test_rejected_rows_are_told_with_line_column_and_code(office: Office, tmp_path: Path) -> None:
    more = write_enrolments(tmp_path / "more.csv", [enrolment(20), enrolment(21, birth_date="19850230")])
    done = office.run("submit", str(more))
    assert done.returncode == 1
    assert "more.csv:3: birth_date: impossible_date" in done.stderr


def test_results_are_one_row_per_row(office: Office) -> None:
    receipt = office.json("submit", "union.csv", code=1)["submission"]
    assert office.json("results", receipt, "--out", "results.csv")["rows"] == 5
    written = (office.folder / "results.csv").read_text("utf-8")
    office.json("submit", "union.csv", "--out", "again.csv", code=1)
    assert (office.folder / "again.csv").read_text("utf-8") == written
    lines = written.splitlines()
    assert [line.split(",")[5] for line in lines] == [
        "verdict", "MATCHED", "MISMATCHED", "MISMATCHED", "NOT_FOUND", "REJECTED",
    ]  # fmt: skip


def test_a_held_record_is_answered_once_released_and_not_after_a_change(office: Office) -> None:
    assert found(office, 0)
    assert not found(office, 1)
    hold = hold_of(office, 1)
    assert hold in office.run("review", "show", hold).stdout
    released = office.run("review", "release", hold, "--reason", "06", "--text", "居所を確認した")
    assert released.returncode == 0, released.stderr
    assert found(office, 1)
    assert office.run("review", "release", hold, "--reason", "06").returncode == 2

    moved = [{**row, "address": f"{ELSEWHERE}の9"} if row["address"] == ELSEWHERE else row for row in RESIDENTS]
    write_residents(office.folder / "moved.csv", moved)
    assert office.json("load-registry", "moved.csv")["withdrawn"] == 1
    assert not found(office, 1)
    assert hold_of(office, 1) != hold
    assert office.json("reconcile")["state"] == "done"
    assert not found(office, 1)


def test_a_correction_is_checked_at_once(office: Office) -> None:
    write_residents(office.folder / "more.csv", [*RESIDENTS, {**resident(3), "individual_number": CANARIES[30]}])
    office.json("load-registry", "more.csv")
    hold = hold_of(office, 3)
    refused = office.run("review", "correct", hold, "--set", f"individual_number={CANARIES[30]}")
    assert (refused.returncode, "--stdin" in refused.stderr) == (2, True)
    change = json.dumps({"individual_number": CANARIES[30]})
    assert office.json("review", "correct", hold, "--stdin", stdin=change)["verdict"] == "MATCHED"
    assert found(office, 3)


def test_a_correction_that_is_still_wrong_stays_held(office: Office) -> None:
    answer = office.json("review", "correct", hold_of(office, 2), "--set", "sex=2")
    assert (answer["verdict"], answer["hold"] is not None) == ("MISMATCHED", True)


def test_the_audit_log_is_whole_and_its_head_can_be_kept(office: Office) -> None:
    head = office.run("audit", "head").stdout.strip()
    report = office.json("audit", "verify", "--expected-head", head)
    assert report["whole"]
    assert report["entries"] > 0
    assert office.run("audit", "verify", "--expected-head", "0" * 64).returncode == 2


def test_a_token_is_printed_alone(office: Office) -> None:
    done = office.run("token", "issue", "--role", "reviewer", "--subject", "sato", "--insurer-number", UNION)
    assert done.stdout.count(".") == 2
    assert "\n" not in done.stdout.strip()
    assert (office.folder / "state" / "token.key").stat().st_mode & 0o777 == 0o600


REFUSED = [
    pytest.param(("submit", "nowhere.csv"), id="a file that is not there"),
    pytest.param(("load-registry", "union.csv"), id="a file of the other kind"),
    pytest.param(("review", "show", "00000000-0000-0000-0000-000000000000"), id="a hold that nobody has"),
    pytest.param(("review", "list", "--cursor", "!"), id="a cursor of somewhere else"),
    pytest.param(("token", "issue", "--role", "root", "--subject", "x"), id="a role that does not exist"),
    pytest.param(("lookup",), id="options missing"),
    pytest.param(("unknown-command",), id="no such command"),
]


@pytest.mark.parametrize("arguments", REFUSED)
def test_what_is_refused_ends_with_2_and_says_why(office: Office, arguments: tuple[str, ...]) -> None:
    done = office.run(*arguments)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_help_names_every_command() -> None:
    done = subprocess.run([TOTSUGO, "--help"], capture_output=True, text=True, check=True)
    for command in ("check", "compare", "parse-address", "load-registry", "submit", "reconcile", "review", "lookup",
                    "serve", "worker", "audit", "token"):  # fmt: skip
        assert command in done.stdout
