"""One record in the real store, under every order of events, beside a model that knows only what is right to answer.

The model: which address the enrolment and the resident have now, whether that very pair was checked, and whether a
release of it was acknowledged. The lookup answers exactly when the pair of now was checked and agrees, or was released.
"""

import shutil
import tempfile
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from matcher.domain.refusals import InvalidDecision
from matcher.service import audit, review
from matcher.service.context import Service, ServiceConfig
from tests.records import enrolment, resident
from tests.service_fixtures import AUDITOR, REVIEWER, World

ADDRESSES = ("大阪府堺市堺区南瓦町3番1号", "京都府京都市中京区上本能寺前町488", "北海道札幌市中央区北1条西2丁目")
PLACES = st.sampled_from(range(len(ADDRESSES)))


class StoreMachine(RuleBasedStateMachine):
    """Files, registries, runs, releases and corrections of one record come in any order."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="totsugo-machine-"))
        self.service = Service.open(ServiceConfig(self.folder, database_url=self.url))
        self.world = World(self.service, self.url, self.folder)
        self.files = 0
        self.lives = 0
        self.says = 0
        self.checked = True
        self.released = False
        self.shown: list[tuple[UUID, str, tuple[int, int, int]]] = []
        self.version = 1
        self._load()
        self._submit()

    def teardown(self) -> None:
        assert audit.verify(self.service, AUDITOR).whole
        self.service.close()
        shutil.rmtree(self.folder)

    def _load(self) -> None:
        self.world.load(resident(address=ADDRESSES[self.lives]))

    def _submit(self) -> None:
        self.files += 1
        filler = enrolment(1, number=f"F{self.files}", individual_number="")
        self.world.submit(enrolment(address=ADDRESSES[self.says]), filler)

    @property
    def answerable(self) -> bool:
        return self.checked and (self.says == self.lives or self.released)

    @property
    def pair(self) -> tuple[int, int, int]:
        return self.version, self.says, self.lives

    @rule(place=PLACES)
    def a_file_comes(self, place: int) -> None:
        if place != self.says:
            self.says, self.version, self.released = place, self.version + 1, False
            self.checked = True
        self._submit()
        self.checked = True

    @rule(place=PLACES)
    def a_registry_comes(self, place: int) -> None:
        if place != self.lives:
            self.checked = self.answerable
            self.lives, self.released = place, False
        self._load()

    @rule()
    def a_run_comes(self) -> None:
        self.world.reconcile()
        self.checked = True

    @rule()
    def a_reviewer_looks(self) -> None:
        for hold in self.world.open_holds():
            if hold.number == "1000":
                self.shown.append((hold.hold, review.hold(self.service, hold.hold, REVIEWER).seen, self.pair))

    @precondition(lambda self: self.shown)
    @rule(data=st.data())
    def a_reviewer_releases(self, data: st.DataObject) -> None:
        hold, seen, pair = data.draw(st.sampled_from(self.shown))
        try:
            self.world.release(hold, seen=seen)
        except InvalidDecision:
            return
        assert pair == self.pair, "a decision on another pair was taken"
        assert self.checked, "a decision on a pair that was never checked was taken"
        self.released = True

    @precondition(lambda self: self.shown)
    @rule(data=st.data(), place=PLACES)
    def a_reviewer_corrects(self, data: st.DataObject, place: int) -> None:
        hold, seen, pair = data.draw(st.sampled_from(self.shown))
        if place == self.says:
            return
        try:
            review.correct(self.service, hold, REVIEWER, changes={"address": ADDRESSES[place]}, seen=seen)
        except InvalidDecision:
            return
        assert pair == self.pair
        self.says, self.version, self.released, self.checked = place, self.version + 1, False, True

    @invariant()
    def the_lookup_answers_exactly_what_is_right(self) -> None:
        assert self.world.answered() is self.answerable

    @invariant()
    def what_is_checked_and_not_answered_waits_for_a_reviewer(self) -> None:
        if self.checked:
            held = [hold for hold in self.world.open_holds() if hold.number == "1000"]
            assert bool(held) is not self.answerable


@pytest.mark.slow
def test_the_store_follows_the_model(database_url: str) -> None:
    name = database_url.rpartition("/test_")[2].partition("?")[0]
    names = iter(range(10_000))
    server = database_url.replace(f"/test_{name}?", "/postgres?")

    class Machine(StoreMachine):
        def __init__(self) -> None:
            fresh = f"machine_{name}_{next(names)}"
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {fresh} TEMPLATE migrated")
            Machine.url = database_url.replace(f"/test_{name}?", f"/{fresh}?")
            super().__init__()

        def teardown(self) -> None:
            super().teardown()
            fresh = Machine.url.rpartition("/machine")[2].partition("?")[0]
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE machine{fresh} WITH (FORCE)")

    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=12,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=checks,
        ),
    )
