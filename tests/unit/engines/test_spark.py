"""What the Spark engine refuses before a row is read, and what its workers refuse."""

import gc
import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matcher.domain.refusals import Refusal
from matcher.engines.catalogue import engine_named
from matcher.engines.names import EngineName, Look
from matcher.engines.portioned.around import Teams
from matcher.engines.portioned.pairs import Terms, at_hand
from matcher.engines.spark import session
from matcher.engines.spark.partitions import at_work
from matcher.engines.spark.refused import handed_over, told_again
from matcher.engines.spark.session import SparkMissing, SparkUnsafe
from rules import load_rules

RULES = load_rules()
TERMS = Terms(RULES.policy_name, RULES.content_hash, Look.ACROSS)
SAFE = {"spark.master": "local[2]", "spark.io.encryption.enabled": "true"}


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "find_spec", lambda _: None)
    with pytest.raises(SparkMissing, match=r"needs PySpark \(pip install 'totsugo\[spark\]'\)"), session.session({}, 1):
        pass


@pytest.mark.parametrize("home", [True, False])
def test_without_java_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, home: bool) -> None:
    monkeypatch.setattr(session, "find_spec", lambda _: importlib.util.find_spec("json"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    if not home:
        monkeypatch.delenv("JAVA_HOME")
    with pytest.raises(SparkMissing, match="needs Java 17 or newer"), session.session({}, 1):
        pass


UNSAFE = (
    ({"spark.master": "local"}, "to its local disks", "no encryption of what lies on disk"),
    (SAFE | {"spark.io.encryption.enabled": "false"}, "to its local disks", "encryption turned off"),
    (SAFE | {"spark.master": "yarn"}, "between machines", "no encryption of what is sent"),
)


@pytest.mark.parametrize(("settings", "text"), [case[:2] for case in UNSAFE], ids=[why for *_, why in UNSAFE])
def test_plain_text_is_refused(settings: dict[str, str], text: str) -> None:
    with pytest.raises(SparkUnsafe, match=text):
        session.require_encryption(settings)


@pytest.mark.parametrize("settings", [SAFE, SAFE | {"spark.master": "yarn", "spark.network.crypto.enabled": "true"}])
def test_what_is_safe(settings: dict[str, str]) -> None:
    session.require_encryption(settings)


def test_a_worker_with_other_rules_judges_nothing() -> None:
    assert at_hand(TERMS)[1].content_hash == RULES.content_hash
    with pytest.raises(Refusal, match="install the same edition") as refused, told_again(), handed_over():
        at_hand(replace(TERMS, content_hash="other"))
    assert refused.value.code == "other_rules"


def test_what_a_worker_remembers_is_no_garbage_to_be_looked_through() -> None:
    gc.unfreeze()
    try:
        with at_work():
            remembered = {"a": ["text"]}
        assert gc.get_freeze_count() > 0
        assert not any(one is remembered for one in gc.get_objects())
    finally:
        gc.unfreeze()


def test_what_is_no_refusal_stays_what_it_is() -> None:
    with pytest.raises(KeyError), told_again(), handed_over():
        raise KeyError("refused-there: by name only")


def test_it_is_no_engine_of_one_machine() -> None:
    with pytest.raises(ValueError, match="works on a session"):
        engine_named(EngineName.SPARK)


def test_every_team_that_asks_for_a_word() -> None:
    teams = Teams.of(np.array([5, 3, 5, 5]), np.array([2, 0, 1, 2]))
    rows, found = teams.matches(np.array([5, 4, 3]))
    assert list(zip(rows.tolist(), found.tolist(), strict=True)) == [(0, 1), (0, 2), (2, 0)]
