"""The command line as an officer uses it: load, submit, reconcile, look, release, and ask as a clinic."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.api.world import CANARIES, ELSEWHERE, FILES, PERSON, RESIDENTS, UNION, resident, table

TOTSUGO = Path(sys.executable).parent / "totsugo"
CARD = ("--insurer-number", UNION, "--symbol", "12", "--branch", "01", "--birth-date", "S60.1.2")


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
        for secret in (*CANARIES, "登録"):
            assert secret not in done.stdout + done.stderr
        return done

    def json(self, *arguments: str, code: int = 0, stdin: str = "") -> dict[str, Any]:
        """Run one command with --json and return its answer."""
        done = self.run(*arguments, "--json", stdin=stdin)
        assert done.returncode == code, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office with a registry and one insurer's file, loaded and submitted."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "residents.csv").write_bytes(table([resident(number, person) for number, person in RESIDENTS]))
    (folder / "union.csv").write_bytes(FILES[UNION])
    office = Office(folder)
    assert office.json("load-registry", "residents.csv")["epoch"] == 1
    receipt = office.json("submit", "union.csv", code=1)
    assert receipt["verdicts"] == {"MATCHED": 1, "MISMATCHED": 2, "NOT_FOUND": 1, "REJECTED": 1}
    return office


def hold_of(office: Office, number: str) -> str:
    """Return the id of the open hold of one record."""
    return next(str(hold["hold"]) for hold in office.json("review", "list")["holds"] if hold["number"] == number)


def found(office: Office, number: str) -> bool:
    """Ask the lookup for one record."""
    return bool(office.json("lookup", *CARD, "--number", number)["found"])


def test_the_same_file_again_is_the_same_submission(office: Office) -> None:
    first, again = (office.json("submit", "union.csv", code=1) for _ in range(2))
    assert again["already_known"]
    assert {**again, "first_defects": []} == {**first, "first_defects": []}
    assert office.json("load-registry", "residents.csv")["already_known"]


def test_rejected_rows_are_told_with_line_column_and_code(office: Office, tmp_path: Path) -> None:
    rows = FILES[UNION].decode().replace("0005", "0015")
    (tmp_path / "more.csv").write_text(rows, "utf-8")
    done = office.run("submit", str(tmp_path / "more.csv"))
    assert done.returncode == 1
    assert "more.csv:6: birth_date: " in done.stderr


def test_results_are_one_row_per_row(office: Office) -> None:
    receipt = office.json("submit", "union.csv", code=1)["submission"]
    assert office.json("results", receipt, "--out", "results.csv")["rows"] == 5
    lines = (office.folder / "results.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[5] for line in lines] == [
        "verdict", "MATCHED", "MISMATCHED", "MISMATCHED", "NOT_FOUND", "REJECTED",
    ]  # fmt: skip


def test_a_held_record_is_answered_once_released_and_not_after_a_change(office: Office) -> None:
    assert found(office, "0001")
    assert not found(office, "0002")
    hold = hold_of(office, "0002")
    assert hold in office.run("review", "show", hold).stdout
    released = office.run("review", "release", hold, "--reason", "06", "--text", "居所を確認した")
    assert released.returncode == 0, released.stderr
    assert found(office, "0002")
    assert office.run("review", "release", hold, "--reason", "06").returncode == 2

    moved = [(number, {**person, "address": f"{person['address']}9"}) if number == CANARIES[1] else (number, person)
             for number, person in RESIDENTS]  # fmt: skip
    (office.folder / "moved.csv").write_bytes(table([resident(number, person) for number, person in moved]))
    assert office.json("load-registry", "moved.csv")["withdrawn"] == 1
    assert not found(office, "0002")
    run = office.json("reconcile")
    assert (run["state"], run["reopened"]) == ("done", 1)
    assert not found(office, "0002")


def test_a_correction_is_checked_at_once(office: Office) -> None:
    hold = hold_of(office, "0004")
    refused = office.run("review", "correct", hold, "--set", f"individual_number={CANARIES[5]}")
    assert (refused.returncode, "--stdin" in refused.stderr) == (2, True)
    change = json.dumps({"individual_number": CANARIES[5]})
    assert office.json("review", "correct", hold, "--stdin", stdin=change)["verdict"] == "MATCHED"
    assert found(office, "0004")


def test_a_correction_that_is_still_wrong_stays_held(office: Office) -> None:
    answer = office.json("review", "correct", hold_of(office, "0003"), "--set", "sex=2")
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


def test_the_made_up_world_keeps_its_secret_apart() -> None:
    assert "登録" in ELSEWHERE
    assert "登録" not in str(PERSON)
