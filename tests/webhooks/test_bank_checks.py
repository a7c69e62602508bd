"""Proposed question banks: who has to look at them, and what is said beside the commit."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from recognition.effects import CheckEffect, Conclusion, effect_from_payload
from recognition.facts import Actor, Repo
from recognition.kernel.ids import RepoId, UserId
from recognition.kernel.settings import Mode
from recognition.service.persons import OPERATOR, link
from recognition.service.record import record
from recognition.service.rulebook import Rulebook, load_rulebook
from recognition.store import EffectRow
from tests.exams.factories import bank_text
from tests.exams.test_bank_review import GOOD, question
from tests.recognition.deeds import ADDRESSES, merged
from webhooks.bank_checks import BankKeeper, BankNews, bank_news
from webhooks.bank_proposals import BankProposal, ProposedBank, Verdict
from webhooks.payloads import PullRequestEvent, ReviewEvent
from webhooks.recorder import Recorder

if TYPE_CHECKING:
    from pathlib import Path

    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

BANKS = Repo(id=RepoId(88), full_name="Meshery/Academy")
HEAD, EARLIER = "0f" * 20, "0e" * 20
AUTHOR = Actor(id=UserId(1), login="author")
ANN = Actor(id=UserId(101), login="ann")
BOB = Actor(id=UserId(202), login="bob")
EVE = Actor(id=UserId(303), login="eve")

DOMAINS = """
domains:
  - {id: cli, name: CLI, team: meshery/cli}
  - {id: server, name: Server}
"""
CLI, MAINTAINERS = "meshery/cli", "meshery/maintainers"


def approval(by: Actor, *, state: str = "APPROVED", commit: str = HEAD) -> Verdict:
    return Verdict(by=by, state=state, commit=commit)


@dataclass(kw_only=True)
class BankShelf:
    """A GitHub that knows one pull request, and who is in which team."""

    proposed: BankProposal | None = None
    teams: dict[str, set[str]] = field(
        default_factory=lambda: {CLI: {"ann", "bob", "author"}, MAINTAINERS: {"eve", "bob"}}
    )

    def proposal(self, repo: Repo, number: int) -> BankProposal | None:
        assert (repo, number) == (BANKS, 5)
        return self.proposed

    def is_member(self, team: str, *, actor_id: int, login: str) -> bool:
        assert actor_id
        return login in self.teams[team]


@dataclass(kw_only=True)
class Office:
    """A server that looks after the banks of an organisation with two domains."""

    database: Database
    clock: ManualClock
    rulebook: Rulebook
    keeper: BankKeeper
    shelf: BankShelf

    def propose(self, *reviews: Verdict, **files: tuple[str | None, str | None]) -> bool:
        """Open a pull request; `meshery_cli=(before, after)` is what becomes of a bank."""
        self.shelf.proposed = BankProposal(
            repo=BANKS,
            number=5,
            head_sha=HEAD,
            author=AUTHOR,
            files=tuple(
                ProposedBank(path=f"exams/{name.replace('_', '-')}.md", before=before, after=after)
                for name, (before, after) in files.items()
            ),
            reviews=reviews,
        )
        return self.keeper.handle(BankNews(repo=BANKS, number=5))

    def check(self, *reviews: Verdict, **files: tuple[str | None, str | None]) -> CheckEffect:
        assert self.propose(*reviews, **files)
        with self.database.reading() as session:
            row = session.exec(select(EffectRow).where(EffectRow.kind == "check")).one()
        effect = effect_from_payload(row.key, row.kind, row.payload)
        assert isinstance(effect, CheckEffect)
        return effect


@pytest.fixture
def office(database: Database, clock: ManualClock, tmp_path: Path) -> Office:
    (tmp_path / "domains.yml").write_text(DOMAINS, encoding="utf-8")
    rulebook = load_rulebook(tmp_path, owner="meshery")
    recorder = Recorder(
        rulebook=rulebook,
        addresses=ADDRESSES,
        mode=Mode.LIVE,
        digest_repo=None,
        maintainers=MAINTAINERS,
    )
    shelf = BankShelf()
    keeper = BankKeeper(
        database=database,
        clock=clock,
        github=shelf,
        members=shelf,  # type: ignore[arg-type]  # asked for memberships only
        recorder=recorder,
        repository="meshery/academy",
    )
    return Office(database=database, clock=clock, rulebook=rulebook, keeper=keeper, shelf=shelf)


SOUND = bank_text(*GOOD, numberOfQuestions=6)
WEAK = bank_text(*[question(n, "b") for n in range(12)])


def test_a_sound_bank_waits_for_two_maintainers_of_its_domain(office: Office) -> None:
    check = office.check(meshery_cli=(None, SOUND))
    assert (check.name, check.head_sha) == ("Exam banks", HEAD)
    assert check.conclusion is Conclusion.ACTION_REQUIRED
    assert check.title == "Waits for two members of meshery/cli"
    assert "A paper of Demo" in check.text
    assert check.annotations == ()


def test_two_approvals_of_the_head_commit_are_enough(office: Office) -> None:
    check = office.check(approval(ANN), approval(BOB), meshery_cli=(None, SOUND))
    assert check.conclusion is Conclusion.SUCCESS
    assert "Approved by `ann` and `bob`" in check.summary


@pytest.mark.parametrize(
    "reviews",
    [
        [approval(ANN)],
        [approval(ANN), approval(ANN)],
        [approval(ANN), approval(EVE)],
        [approval(ANN), approval(AUTHOR)],
        [approval(ANN), approval(BOB, commit=EARLIER)],
        [approval(ANN), approval(BOB, state="COMMENTED")],
        [approval(ANN), approval(BOB), approval(BOB, state="CHANGES_REQUESTED")],
        [approval(ANN), approval(BOB), approval(BOB, state="DISMISSED")],
        [approval(ANN), Verdict(by=None, state="APPROVED", commit=HEAD)],
    ],
)
def test_what_is_no_second_approval_of_this_commit_is_not_counted(
    office: Office, reviews: list[Verdict]
) -> None:
    check = office.check(*reviews, meshery_cli=(None, SOUND))
    assert check.conclusion is Conclusion.ACTION_REQUIRED
    assert check.title == "Waits for one more member of meshery/cli"


def test_a_comment_after_an_approval_takes_nothing_back(office: Office) -> None:
    reviews = [approval(ANN), approval(BOB), approval(BOB, state="COMMENTED")]
    check = office.check(*reviews, meshery_cli=(None, SOUND))
    assert check.conclusion is Conclusion.SUCCESS


def test_the_second_account_of_a_person_is_no_second_maintainer(office: Office) -> None:
    now = office.clock.now()
    with office.database.writing() as session:
        catalog = office.rulebook.current(session)
        deeds = [merged(1, by=ANN, at=now), merged(2, by=BOB, at=now)]
        record(session, deeds, catalog=catalog, now=now)
        link(session, BOB.id, to=ANN.id, by=OPERATOR, catalog=catalog, now=now)
    check = office.check(approval(ANN), approval(BOB), meshery_cli=(None, SOUND))
    assert check.title == "Waits for one more member of meshery/cli"


def test_a_domain_without_a_team_is_the_maintainers(office: Office) -> None:
    reviews = [approval(EVE), approval(BOB)]
    assert office.check(*reviews, meshery_server=(None, SOUND)).conclusion is Conclusion.SUCCESS


def test_every_bank_waits_for_its_own_domain(office: Office) -> None:
    check = office.check(
        approval(ANN), approval(BOB), meshery_cli=(None, SOUND), meshery_server=(None, SOUND)
    )
    assert check.title == "Waits for one more member of meshery/maintainers"


def test_lint_errors_fail_whoever_approves_and_stand_beside_their_lines(office: Office) -> None:
    check = office.check(approval(ANN), approval(BOB), meshery_cli=(SOUND, WEAK))
    assert check.conclusion is Conclusion.FAILURE
    assert check.title.endswith("in the banks")
    first = check.annotations[0]
    assert (first.path, first.line, first.title) == ("exams/meshery-cli.md", 1, "blind-score")
    assert first.is_failure
    assert check.text == ""


def test_a_reader_error_is_annotated_at_its_line(office: Office) -> None:
    check = office.check(meshery_cli=(None, SOUND.replace(", isCorrect: true", "", 1)))
    (finding,) = check.annotations
    assert (finding.line, finding.title) == (9, "no-key")
    assert check.conclusion is Conclusion.FAILURE


def test_another_review_changes_the_same_check(office: Office) -> None:
    office.check(meshery_cli=(None, SOUND))
    office.check(approval(ANN), meshery_cli=(None, SOUND))
    check = office.check(approval(ANN), approval(BOB), meshery_cli=(None, SOUND))
    assert check.conclusion is Conclusion.SUCCESS


def test_files_that_are_no_banks_are_nobodys_business(office: Office) -> None:
    assert not office.propose(_index=(None, "---\ntitle: Exams\n---\n"), README=(None, "Hello"))
    assert not office.propose()
    office.shelf.proposed = None
    assert not office.keeper.handle(BankNews(repo=BANKS, number=5))


def test_a_bank_that_goes_needs_approval_too(office: Office) -> None:
    check = office.check(meshery_cli=(SOUND, None))
    assert check.conclusion is Conclusion.ACTION_REQUIRED
    assert "The exam goes." in check.summary


def test_too_many_banks_are_refused_and_not_passed_over(office: Office) -> None:
    office.propose(meshery_cli=(None, SOUND))
    assert office.shelf.proposed is not None
    office.shelf.proposed = replace(office.shelf.proposed, files=(), problem="too many")
    assert office.keeper.handle(BankNews(repo=BANKS, number=5))
    with office.database.reading() as session:
        row = session.exec(select(EffectRow).where(EffectRow.kind == "check")).one()
    assert row.payload["conclusion"] == "failure"
    assert row.payload["summary"] == "Nothing was looked at: too many."


@pytest.mark.parametrize(
    ("event", "is_news"),
    [
        (PullRequestEvent(action="opened", repo=BANKS, number=5, body_before=None), True),
        (PullRequestEvent(action="synchronize", repo=BANKS, number=5, body_before=None), True),
        (PullRequestEvent(action="labeled", repo=BANKS, number=5, body_before=None), False),
        (ReviewEvent(action="submitted", repo=BANKS, number=5), True),
        (ReviewEvent(action="dismissed", repo=BANKS, number=5), True),
        (
            ReviewEvent(
                action="submitted",
                repo=Repo(id=RepoId(9), full_name="meshery/meshery"),
                number=5,
            ),
            False,
        ),
    ],
)
def test_pull_requests_and_reviews_of_the_banks_repository_are_news(
    event: PullRequestEvent | ReviewEvent, *, is_news: bool
) -> None:
    news = bank_news(event, repository="meshery/academy")
    assert news == (BankNews(repo=BANKS, number=5) if is_news else None)
