"""Tests of webhooks.jobs: when the digest is made, and of what."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from sqlmodel import select

from recognition.catalog import make_catalog
from recognition.digest import Every
from recognition.kernel.cli import Shell
from recognition.rules.badge import Approval
from recognition.rules.reading import Period
from recognition.service.awards import list_awards
from recognition.service.record import take_in
from recognition.service.recount import verify
from recognition.service.rulebook import Rulebook
from recognition.store import EffectRow, UnsettledRow
from tests.recognition.deeds import ANN, BOB, CATALOG, merged
from tests.recognition.factories import make_badges
from tests.webhooks.commands.house import ROOT, House
from tests.webhooks.couriers.pigeon import Pigeon
from webhooks.cli import digest as digest_command
from webhooks.couriers import Courier
from webhooks.jobs import (
    catch_up_with_imports,
    expire_awards,
    grant_due,
    leave_out,
    make_digest,
)

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database
    from webhooks.recorder import Recorder


@dataclass
class Rung:
    """What the job needs of a runtime."""

    house: House
    recorder: Recorder
    courier: Courier
    woken: list[None] = field(default_factory=list)

    @property
    def clock(self) -> ManualClock:
        return self.house.clock

    @property
    def database(self) -> Database:
        return self.house.database

    def wake(self) -> None:
        self.woken.append(None)

    def ring(self) -> list[str]:
        """Ring the job; give the digests that are to stand."""
        make_digest(self)
        with self.database.reading() as session:
            keys = session.exec(select(EffectRow.key)).all()
        return sorted(key for key in keys if key.startswith("digest:"))


@pytest.fixture
def rung(database: Database, clock: ManualClock) -> Rung:
    house = House(database=database, clock=clock)
    courier = Courier(database=database, clock=clock, ways=(), issues_url=None)
    return Rung(house, house.recorder, courier)


def test_the_digest_of_a_week_is_made_on_monday_and_on_no_other_day(rung: Rung) -> None:
    assert rung.ring() == []
    rung.clock.advance(timedelta(days=6))
    assert f"{rung.clock.now():%A}" == "Monday"
    assert rung.ring() == ["digest:2026-W48"]
    assert rung.woken == [None]
    rung.clock.advance(timedelta(hours=3))
    assert rung.ring() == ["digest:2026-W48"]
    rung.clock.advance(timedelta(days=1))
    rung.ring()
    assert len(rung.woken) == 2


@pytest.mark.parametrize(
    ("every", "days", "digest"),
    [(Every.DAY, 0, "digest:2026-11-23"), (Every.MONTH, 7, "digest:2026-11")],
)
def test_a_digest_may_be_of_a_day_or_a_month(
    rung: Rung, every: Every, days: int, digest: str
) -> None:
    rung.recorder = replace(rung.recorder, digest_every=every)
    rung.clock.advance(timedelta(days=days))
    assert rung.ring() == [digest]


def test_the_former_digest_says_where_it_is_asked_again(rung: Rung) -> None:
    rung.house.propose(ANN)
    rung.clock.advance(timedelta(days=6))
    rung.ring()
    assert "approve 1 (`ann`, Meshery Operator)" in rung.house.body("digest:2026-W48")
    rung.clock.advance(timedelta(days=7))
    assert rung.ring() == ["digest:2026-W48", "digest:2026-W49"]
    assert "carried over to 2026-W49" in rung.house.body("digest:2026-W48")
    assert "- [ ]" not in rung.house.body("digest:2026-W48")
    assert "| 1 week |" in rung.house.body("digest:2026-W49")


def test_a_proposal_that_runs_out_leaves_the_digest_it_stood_in(rung: Rung) -> None:
    rung.house.propose(ANN)
    rung.clock.advance(timedelta(days=6))
    rung.ring()
    patient = replace(
        CATALOG.badges["meshery-operator"], approve=Approval(expires=Period(number=60, unit="d"))
    )
    rung.recorder = replace(rung.recorder, rulebook=Rulebook(make_catalog([patient])))
    rung.clock.advance(timedelta(days=60))
    expire_awards(rung)
    body = rung.house.body("digest:2026-W48")
    assert "rejected: nobody decided within 60d" in body
    assert "- [ ]" not in body


def test_the_letter_of_a_digest_goes_out_once_though_the_job_runs_each_hour(rung: Rung) -> None:
    pigeon = Pigeon()
    rung.courier = replace(rung.courier, ways=(pigeon,))
    rung.house.propose(ANN)
    rung.clock.advance(timedelta(days=6))
    for _hour in range(4):
        rung.ring()
        while rung.courier.step():
            pass
        rung.clock.advance(timedelta(hours=1))
    [letter] = pigeon.sent
    assert letter.title == "Recognition digest 2026-W48"
    assert "**1** [ann](https://recognition.example/u/ann), Meshery Operator" in letter.body


def test_who_opts_out_is_taken_out_of_every_digest_that_names_them(rung: Rung) -> None:
    rung.house.propose(ANN, BOB)
    rung.clock.advance(timedelta(days=6))
    rung.ring()
    rung.clock.advance(timedelta(days=7))
    rung.ring()
    rung.house.account(ANN, opted_out=True)
    leave_out(rung)
    for key in ("digest:2026-W48", "digest:2026-W49"):
        assert "ann`" not in rung.house.body(key)
        assert "`bob`" in rung.house.body(key)
    revisions = [rung.house.effect(f"digest:2026-W{week}").revision for week in (48, 49)]
    leave_out(rung)
    assert revisions == [rung.house.effect(f"digest:2026-W{week}").revision for week in (48, 49)]


def test_who_opts_out_with_a_comment_is_taken_out_at_once(rung: Rung) -> None:
    rung.house.propose(ANN)
    rung.house.digest()
    assert "`ann`" in rung.house.body("digest:2026-W48")
    rung.house.ask("/recognition optout", by=ANN)
    assert "`ann`" not in rung.house.body("digest:2026-W48")


def test_what_an_import_that_was_cut_off_has_left_is_judged(rung: Rung) -> None:
    facts = [merged(number, by=ANN, at=rung.clock.now()) for number in range(3)]
    with rung.database.writing() as session:
        take_in(session, facts)
    catch_up_with_imports(rung)
    with rung.database.reading() as session:
        assert {row["badge"] for row in list_awards(session)} >= {"first-contribution"}
        assert verify(session, catalog=CATALOG, now=rung.clock.now()) == []
        assert session.exec(select(UnsettledRow)).all() == []
        assert [key for key in session.exec(select(EffectRow.key)) if "award" in key] == []


def test_who_has_been_here_long_enough_is_told_so(rung: Rung) -> None:
    loyal = make_badges(loyal="since_first: 365d\nfirst: true")
    rung.recorder = replace(rung.recorder, rulebook=Rulebook(loyal))
    with rung.database.writing() as session:
        rung.recorder.record(
            session, [merged(1, by=ANN, at=rung.clock.now())], now=rung.clock.now()
        )
    grant_due(rung)
    assert rung.woken == []
    rung.clock.advance(timedelta(days=365))
    grant_due(rung)
    with rung.database.reading() as session:
        (row,) = list_awards(session)
    assert (row["badge"], row["earned_at"]) == ("loyal", "2027-11-24T09:00:00Z")
    assert rung.woken == [None]


# --- the command of the same name ----------------------------------------------------------


def run(rung: Rung, *words: str) -> Result:
    shell = Shell(ROOT, compose=lambda _settings: rung)
    shell.__dict__["database"] = rung.database
    return CliRunner().invoke(digest_command, list(words), obj=shell, env={"DATA_DIR": "."})


def test_the_digest_of_any_period_is_built_by_a_command(rung: Rung) -> None:
    rung.house.propose(ANN)
    done = run(rung)
    assert done.exit_code == 0
    assert done.output.startswith("digest 2026-W48: 1 to review, 1 granted by rule")
    done = run(rung, "--of", "2026-W47")
    assert "digest 2026-W47: 0 to review" in done.output


def test_letters_are_sent_by_hand_only_of_a_period_that_is_over(rung: Rung) -> None:
    pigeon = Pigeon()
    rung.courier = replace(rung.courier, ways=(pigeon,))
    done = run(rung, "--letters")
    assert done.exit_code == 2
    assert "2026-W48 is not over" in done.output
    done = run(rung, "--letters", "--of", "2026-W47")
    assert "letters for the server to send: 1" in done.output
    rung.clock.advance(timedelta(hours=1))
    assert rung.courier.step()
    assert [letter.key for letter in pigeon.sent] == ["2026-W47:pigeon"]
