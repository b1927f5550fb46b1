"""The number vault: exactly HMAC-SHA-256, a key file for its owner only, and a key that nothing shows."""

import hmac
import io
import pickle
import stat
import traceback
from pathlib import Path

import pytest

from matcher.intake import keypool, keyworker
from matcher.intake.ephemeral import EphemeralVault
from matcher.intake.keypool import KeyPool, WorkerLost, key_pool
from matcher.intake.vault import KEY_BYTES, Vault, VaultRefused
from normalizers.identifiers import WrongCheckDigit
from tests.intake_files import BAD_CANARIES, CANARIES

KEY = bytes(range(100, 132))
NUMBERS = "".join(CANARIES).encode()


def expected(key: bytes, numbers: bytes) -> bytes:
    """Return what the standard library says."""
    return b"".join(hmac.digest(key, numbers[at : at + 12], "sha256")[:16] for at in range(0, len(numbers), 12))


@pytest.mark.parametrize("key", [b"", b"k", KEY, b"k" * 64, b"k" * 65, b"k" * 200], ids=len)
def test_the_keys_are_hmac_sha256_for_every_length_of_key(key: bytes) -> None:
    assert keyworker.PersonKeyHasher(key).keys(NUMBERS) == expected(key, NUMBERS)


def test_one_number_has_one_key_in_every_width() -> None:
    vault = Vault(KEY)
    assert vault.person_key(f"　{CANARIES[0]}").bytes == expected(KEY, CANARIES[0].encode())
    assert vault.person_keys(NUMBERS) == expected(KEY, NUMBERS)
    assert vault.person_keys(b"") == b""


def test_an_invalid_number_has_no_key() -> None:
    with pytest.raises(WrongCheckDigit):
        Vault(KEY).person_key(BAD_CANARIES[0])


def test_workers_give_the_same_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keypool, "_WORTH_A_WORKER", 1)
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: {0, 1, 2})
    with key_pool(KEY, 1000) as submit:
        for numbers in (NUMBERS, NUMBERS[:12], b"", NUMBERS[:24], NUMBERS * 5):
            assert submit(numbers)() == expected(KEY, numbers)


def test_the_keys_of_a_batch_must_be_taken_before_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keypool, "_WORTH_A_WORKER", 1)
    with key_pool(KEY, 1000) as submit:
        submit(NUMBERS)
        with pytest.raises(RuntimeError, match="were not taken"):
            submit(NUMBERS)


def test_a_lost_worker_is_an_error_and_never_a_wrong_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keypool, "_WORTH_A_WORKER", 1)
    with key_pool(KEY, 1000) as submit:
        pool: KeyPool = submit.__self__  # type: ignore[attr-defined]
        for worker in pool._workers:  # noqa: SLF001  the fault is made from inside
            worker.kill()
            worker.wait()
        with pytest.raises((WorkerLost, BrokenPipeError)):
            submit(NUMBERS)()


def test_a_worker_answers_until_its_input_ends() -> None:
    requests = io.BytesIO()
    for frame in (KEY, NUMBERS, NUMBERS[:12]):
        keyworker.write_frame(requests, frame)
    requests.write(b"\0\0\0\x0chalf")
    requests.seek(0)
    answers = io.BytesIO()
    keyworker.serve(requests, answers)
    answers.seek(0)
    assert keyworker.read_frame(answers) == expected(KEY, NUMBERS)
    assert keyworker.read_frame(answers) == expected(KEY, NUMBERS[:12])
    assert keyworker.read_frame(answers) is None


def test_a_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "vault.key"
    vault = Vault.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_bytes()) == KEY_BYTES
    assert Vault.from_file(path).person_key(CANARIES[0]) == vault.person_key(CANARIES[0])
    before = path.read_bytes()
    with pytest.raises(VaultRefused, match="exists already"):
        Vault.create(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["vault.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "vault.key"
    Vault.create(path)
    path.chmod(mode)
    with pytest.raises(VaultRefused, match="others can read the key file"):
        Vault.from_file(path)


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33])
def test_a_file_that_is_no_key_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vault.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(VaultRefused, match="no key file"):
        Vault.from_file(path)


def test_places_where_there_is_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(VaultRefused, match="cannot be read"):
        Vault.from_file(tmp_path / "absent")
    with pytest.raises(VaultRefused, match="cannot be made"):
        Vault.create(tmp_path / "absent" / "vault.key")


def test_nothing_shows_the_key() -> None:
    vault = Vault(KEY)
    hasher = keyworker.PersonKeyHasher(KEY)
    assert (repr(vault), str(vault), repr(hasher)) == ("Vault(...)", "Vault(...)", "PersonKeyHasher(...)")
    with pytest.raises(TypeError, match="never pickled"):
        pickle.dumps(vault)
    with pytest.raises(VaultRefused) as caught:
        Vault(KEY[:31])
    assert KEY[:31].hex() not in "".join(traceback.format_exception(caught.value))


def test_an_ephemeral_vault_tells_persons_apart_and_no_two_vaults_agree() -> None:
    vault = EphemeralVault()
    keys = vault.person_keys(NUMBERS)
    assert [keys[at : at + 16] for at in range(0, len(keys), 16)] == [vault.person_key(n).bytes for n in CANARIES]
    assert len({vault.person_key(number) for number in CANARIES}) == len(CANARIES)
    assert EphemeralVault().person_key(CANARIES[0]) != vault.person_key(CANARIES[0])
    assert vault.person_keys(b"") == b""
