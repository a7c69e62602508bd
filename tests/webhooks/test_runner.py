"""Tests for webhooks.runner and webhooks.answers: deliveries in, facts and effects out."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from exams.library import load_banks
from exams.service import ExamService
from recognition.catalog import load_catalog
from recognition.digest import Edition
from recognition.kernel.ids import UserId
from recognition.kernel.settings import Mode
from recognition.kernel.store.tables import LoginSessionRow
from recognition.render.addresses import Addresses
from recognition.service.awards import list_awards
from recognition.service.rulebook import Rulebook
from recognition.store import AccountRow, EffectRow, FactRow
from tests.good_markdown import check_good_markdown
from tests.webhooks import made
from tests.webhooks.rules import RuleShelf
from tests.webhooks.told import Told
from webhooks.github.errors import RateLimitedError, ServerError
from webhooks.inbox import MAX_ATTEMPTS, DeliveryRow, DeliveryState, list_deliveries, retry
from webhooks.journey import after_exam
from webhooks.recorder import Recorder
from webhooks.rule_changes import RuleKeeper
from webhooks.runner import DeliveryRunner

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlmodel import Session

    from recognition.facts import Fact
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

ROOT = Path(__file__).resolve().parents[2]
HOME = "https://recognition.example"
DIGEST_REPO = "meshery/recognition"
MAINTAINER = 9


@dataclass(kw_only=True)
class Desk:
    """A runner with what it works on, and a way to hand deliveries in."""

    database: Database
    clock: ManualClock
    github: Told
    runner: DeliveryRunner
    exams: ExamService
    delivered: int = 0

    def deliver(self, event: str, payload: object, *, guid: str = "") -> str:
        """Store a delivery and handle everything that waits."""
        self.delivered += 1
        guid = guid or f"guid-{self.delivered}"
        if isinstance(payload, dict):
            self.github.learn(event, payload)
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        with self.database.writing() as session:
            session.add(
                DeliveryRow(guid=guid, event=event, body=body, received_at=self.clock.now())
            )
        self.work()
        return guid

    def work(self) -> None:
        """Handle everything that is due."""
        while self.runner.step():
            pass

    def states(self) -> dict[str, str]:
        with self.database.reading() as session:
            return {one.guid: one.state for one in list_deliveries(session)}

    def effects(self) -> dict[str, EffectRow]:
        with self.database.reading() as session:
            return {row.key: row for row in session.exec(select(EffectRow)).all()}

    def body(self, key: str) -> str:
        body = self.effects()[key].payload["body"]
        assert isinstance(body, str)
        return body

    def awards(self) -> list[tuple[str, str, str | None, str]]:
        with self.database.reading() as session:
            rows = list_awards(session)
        return [(row["person"]["login"], row["badge"], row["tier"], row["state"]) for row in rows]


CATALOG = cache(lambda: load_catalog(ROOT / "badge_templates"))
BANKS = cache(lambda: load_banks([ROOT / "exams" / "banks"]))


@pytest.fixture
def desk(database: Database, clock: ManualClock) -> Desk:
    return make_desk(database, clock, mode=Mode.LIVE)


def make_desk(database: Database, clock: ManualClock, *, mode: Mode) -> Desk:
    recorder = Recorder(
        rulebook=Rulebook(CATALOG()),
        addresses=Addresses(HOME),
        mode=mode,
        digest_repo=DIGEST_REPO,
        maintainers="meshery/maintainers",
    )

    def passed(session: Session, fact: Fact) -> None:
        after_exam(session, fact, recorder=recorder, exams=exams, now=clock.now())

    exams = ExamService(
        banks=BANKS(),
        clock=clock,
        secret=b"secret of the tests",
        on_passed=passed,
    )
    github = Told(paths=("docs/pages/guide.md",), maintainers=(MAINTAINER,))
    runner = DeliveryRunner(
        database=database,
        clock=clock,
        github=github,
        recorder=recorder,
        rules=RuleKeeper(
            database=database, clock=clock, github=RuleShelf(), recorder=recorder, owner=None
        ),
        exams=exams,
        jitter=lambda: 0.5,
    )
    return Desk(database=database, clock=clock, github=github, runner=runner, exams=exams)


def merged(at: datetime, number: int = 5, **values: Any) -> made.Payload:
    """Make the delivery of a pull request that was merged just now."""
    moment = at.isoformat().replace("+00:00", "Z")
    told: dict[str, Any] = {
        "pull_request__number": number,
        "pull_request__html_url": f"https://github.com/meshery/meshery/pull/{number}",
        "pull_request__merged_at": moment,
        "pull_request__updated_at": moment,
    }
    return made.merged_pull_request(**(told | values))


def said(body: str, *, by: made.Payload | None = None, **values: Any) -> made.Payload:
    if by is not None:
        values["comment__user"] = by
    return made.comment(comment__body=body, **values)


def operator_work(desk: Desk) -> None:
    """Merge what earns an award that a maintainer must decide about."""
    place = {"id": 43, "full_name": "meshery/meshery-operator"}
    for number in range(1, 6):
        at = desk.clock.now() - timedelta(hours=6 - number)
        payload = merged(at, number, repository=place, pull_request__base__repo=place)
        desk.deliver("pull_request", payload)


def digest_issue(desk: Desk, number: int = 70) -> str:
    """Build the digest as if it had been posted, and give its body."""
    with desk.database.writing() as session:
        built = desk.runner.recorder.refresh_digest(
            session, Edition(period="2026-W48"), now=desk.clock.now()
        )
        session.flush()
        row = session.get(EffectRow, built.edition.key)
        assert row is not None
        row.remote_id = number
        body: str = row.payload["body"]
    return body


# --- facts and announcements ---------------------------------------------------------------


def test_a_merged_pull_request_becomes_a_badge_and_one_comment(desk: Desk) -> None:
    desk.deliver("pull_request", merged(desk.clock.now()))
    assert ("ada", "first-contribution", None, "granted") in desk.awards()
    assert ("ada", "meshery-docs", "bronze", "granted") in desk.awards()
    body = desk.body("award:42:5:7")
    assert "First Contribution" in body
    assert "Meshery Docs" in body
    check_good_markdown(body, mentions={"ada"})
    assert desk.states() == {"guid-1": "done"}


def test_the_same_deed_under_another_guid_changes_nothing(desk: Desk) -> None:
    payload = merged(desk.clock.now())
    desk.deliver("pull_request", payload)
    before = desk.effects()
    desk.deliver("pull_request", payload)
    assert desk.effects() == before


def test_a_delivery_handled_again_changes_nothing(desk: Desk) -> None:
    guid = desk.deliver("issue_comment", said("/certify"))
    before = {key: row.payload for key, row in desk.effects().items()}
    with desk.database.writing() as session:
        retry(session, guid)
    desk.work()
    assert {key: row.payload for key, row in desk.effects().items()} == before


def test_a_label_put_on_later_is_a_new_version_of_the_same_fact(desk: Desk) -> None:
    desk.deliver("pull_request", merged(desk.clock.now()))
    later = merged(
        desk.clock.now(),
        action="labeled",
        pull_request__updated_at=(desk.clock.now() + timedelta(minutes=1)).isoformat(),
        pull_request__labels=[{"id": 3, "name": "component/server"}],
    )
    desk.deliver("pull_request", later)
    with desk.database.reading() as session:
        rows = session.exec(select(FactRow).where(FactRow.kind == "pr.merged")).all()
    assert {row.attrs["role"] for row in rows} == {"author", "merger"}
    assert [row.attrs["labels"] for row in rows] == 2 * [["component/server"]]


def test_observe_counts_and_posts_nothing(database: Database, clock: ManualClock) -> None:
    desk = make_desk(database, clock, mode=Mode.OBSERVE)
    desk.deliver("pull_request", merged(clock.now()))
    desk.deliver("issue_comment", said("/certify"))
    assert desk.awards()
    assert {row.state for row in desk.effects().values()} == {"withheld"}


def test_digest_mode_posts_the_digest_and_answers_maintainers_there(
    database: Database, clock: ManualClock
) -> None:
    desk = make_desk(database, clock, mode=Mode.DIGEST)
    operator_work(desk)
    digest_issue(desk)
    place = {"id": 99, "full_name": DIGEST_REPO}
    lead = made.account(MAINTAINER, "lena")
    desk.deliver(
        "issue_comment",
        said("/award approve 1", by=lead, repository=place, issue__number=70),
    )
    posted = {key for key, row in desk.effects().items() if row.state == "pending"}
    assert posted == {"digest:2026-W48", "reaction:99:700"}


def test_a_renamed_repository_bears_its_new_name_in_what_was_done_there(desk: Desk) -> None:
    desk.deliver("pull_request", merged(desk.clock.now()))
    moment = (desk.clock.now() + timedelta(minutes=1)).isoformat()
    renamed = {"id": 42, "full_name": "meshery/meshery-next", "updated_at": moment}
    desk.deliver("repository", made.repository(repository=renamed))
    with desk.database.reading() as session:
        names = session.exec(select(FactRow.repo_name)).all()
    assert set(names) == {"meshery/meshery-next"}


def test_a_deleted_issue_takes_back_what_was_said_in_it(desk: Desk) -> None:
    there: dict[str, Any] = {"issue__number": 5, "issue__pull_request": None}
    desk.deliver("issues", made.issue(issue__number=5))
    desk.deliver("issue_comment", said("Me too.", comment__id=701, **there))
    desk.deliver("issue_comment", said("Mine is another.", comment__id=702))
    desk.deliver("issues", made.issue("deleted", issue__number=5))
    desk.deliver("issue_comment", said("Told late.", comment__id=703, **there))
    with desk.database.reading() as session:
        rows = session.exec(select(FactRow)).all()
    assert {row.key: row.retracted for row in rows} == {
        "issue.opened:42:5:7": True,
        "comment.created:42:701:7": True,
        "comment.created:42:702:7": False,
        "comment.created:42:703:7": True,
    }


def test_a_merge_that_is_reverted_earns_nothing_any_more(desk: Desk) -> None:
    """Whichever of the two is heard of first."""
    reverting = merged(desk.clock.now(), number=6, pull_request__user=made.account(8, "grace"))
    desk.github.learn("pull_request", reverting)
    name = (42, 6)
    desk.github.pull_requests[name] = replace(desk.github.pull_requests[name], reverts=(5,))
    told = desk.github.pull_requests[name]
    desk.deliver("pull_request", merged(desk.clock.now()))
    assert ("ada", "first-contribution", None, "granted") in desk.awards()
    desk.deliver("pull_request", json.dumps(reverting).encode())
    assert desk.github.pull_requests[name] == told
    assert ("ada", "first-contribution", None, "granted") not in desk.awards()


def test_who_takes_back_the_leave_to_sign_in_is_signed_out(desk: Desk) -> None:
    now = desk.clock.now()
    with desk.database.writing() as session:
        for number in (7, 8):
            session.add(
                LoginSessionRow(
                    token_hash=str(number),
                    user_id=number,
                    login="somebody",
                    created_at=now,
                    seen_at=now,
                )
            )
    revoked = {"action": "revoked", "sender": made.account()}
    desk.deliver("github_app_authorization", revoked)
    with desk.database.reading() as session:
        assert session.exec(select(LoginSessionRow.user_id)).all() == [8]


# --- commands --------------------------------------------------------------------------------


def test_certify_is_answered_once_with_five_links_and_a_rocket(desk: Desk) -> None:
    desk.deliver("issue_comment", said("Hello\n\n/certify\n"))
    desk.deliver("issue_comment", said("/certify status", comment__id=701))
    body = desk.body("reply:certify:42:5:7")
    assert body.count("/exams/meshery-") == 5
    check_good_markdown(body, mentions={"ada"})
    assert desk.effects()["reaction:42:700"].payload["content"] == "rocket"
    comments = [row for row in desk.effects().values() if row.kind == "comment"]
    assert len(comments) == 1


def test_a_misspelt_command_gets_the_nearest_one_and_a_confused_face(desk: Desk) -> None:
    desk.deliver("issue_comment", said("/certfy"))
    body = desk.body("reply:notice:42:5:7")
    assert "did you mean `/certify`" in body
    assert desk.effects()["reaction:42:700"].payload["content"] == "confused"


@pytest.mark.parametrize("body", ["/lgtm", "/usr/bin/env", "> /certify", "```\n/certify\n```"])
def test_what_is_not_meant_for_us_is_left_alone(desk: Desk, body: str) -> None:
    desk.deliver("issue_comment", said(body))
    assert desk.effects() == {}


def test_our_own_comments_are_never_commands(desk: Desk) -> None:
    bot = made.account(50, "meshery-recognition[bot]", "Bot")
    desk.deliver("issue_comment", said("/certify", by=bot))
    by_app = {"id": 1, "slug": "meshery-recognition"}
    desk.deliver("issue_comment", said("/certify", comment__performed_via_github_app=by_app))
    assert desk.effects() == {}


def test_ten_thousand_commands_of_one_comment_make_one_comment(desk: Desk) -> None:
    desk.deliver("issue_comment", said("/certify\n" * 7_000))
    assert len([row for row in desk.effects().values() if row.kind == "comment"]) == 1


def test_a_refused_command_leaves_nothing_behind_and_the_others_stand(desk: Desk) -> None:
    desk.deliver("issue_comment", said("/certify nonsense\n/recognition mute"))
    refused = desk.body("reply:notice:42:5:7")
    assert "no exam 'nonsense'" in refused
    check_good_markdown(refused, mentions={"ada"})
    with desk.database.reading() as session:
        account = session.get(AccountRow, 7)
        assert account is not None
        assert account.muted
    assert desk.effects()["reaction:42:700"].payload["content"] == "confused"


def test_somebody_muted_hears_of_no_award(desk: Desk) -> None:
    desk.deliver("issue_comment", said("/recognition mute"))
    desk.deliver("pull_request", merged(desk.clock.now()))
    assert desk.awards()
    assert "award:42:5:7" not in desk.effects()


def test_only_a_maintainer_decides_whatever_the_payload_says(desk: Desk) -> None:
    operator_work(desk)
    digest_issue(desk)
    desk.deliver("issue_comment", said("/award approve 1", comment__author_association="OWNER"))
    assert ("ada", "meshery-operator", None, "proposed") in desk.awards()
    assert "only maintainers" in desk.body("reply:notice:42:5:7")


def test_where_github_does_not_tell_who_is_a_maintainer_nothing_is_decided(desk: Desk) -> None:
    operator_work(desk)
    digest_issue(desk)
    desk.github.trouble = ServerError("GitHub broke")
    lead = made.account(MAINTAINER, "lena")
    guid = desk.deliver("issue_comment", said("/award approve 1", by=lead))
    assert desk.states()[guid] == "pending"
    assert ("ada", "meshery-operator", None, "proposed") in desk.awards()
    desk.github.trouble = None
    desk.clock.advance(timedelta(minutes=10))
    desk.work()
    assert ("ada", "meshery-operator", None, "granted") in desk.awards()


# --- the digest ------------------------------------------------------------------------------


def edited(before: str, after: str, editor: made.Payload) -> made.Payload:
    return made.issue(
        "edited",
        repository={"id": 99, "full_name": DIGEST_REPO},
        issue__number=70,
        issue__body=after,
        sender=editor,
        changes={"body": {"from": before}},
    )


def test_a_ticked_box_grants_the_award_and_the_digest_says_who(desk: Desk) -> None:
    operator_work(desk)
    body = digest_issue(desk)
    lead = made.account(MAINTAINER, "lena")
    desk.deliver("issues", edited(body, body.replace("- [ ]", "- [x]", 1), lead))
    assert ("ada", "meshery-operator", None, "granted") in desk.awards()
    assert "approved by lena" in desk.body("digest:2026-W48")
    assert any("Meshery Operator" in str(row.payload) for row in desk.effects().values())


@pytest.mark.parametrize(
    "editor",
    [made.account(11, "outsider"), made.account(12, "our-app[bot]", "Bot"), made.account()],
    ids=["outsider", "bot", "the person concerned"],
)
def test_nobody_else_s_tick_counts(desk: Desk, editor: made.Payload) -> None:
    desk.github.maintainers = (MAINTAINER, 7)
    operator_work(desk)
    body = digest_issue(desk)
    desk.deliver("issues", edited(body, body.replace("- [ ]", "- [x]", 1), editor))
    assert ("ada", "meshery-operator", None, "proposed") in desk.awards()


def test_a_tick_that_does_not_count_is_taken_out_again(desk: Desk) -> None:
    operator_work(desk)
    body = digest_issue(desk)
    before = desk.effects()["digest:2026-W48"].revision
    desk.deliver(
        "issues", edited(body, body.replace("- [ ]", "- [x]"), made.account(11, "outsider"))
    )
    row = desk.effects()["digest:2026-W48"]
    assert row.revision == before + 1
    assert row.payload["body"] == body


def test_a_box_of_another_award_written_into_the_digest_grants_nothing(desk: Desk) -> None:
    operator_work(desk)
    body = digest_issue(desk)
    forged = body + "\n- [x] <!-- recognition:approve:aaaaaaaaaaaaaaaa --> 9 approve"
    desk.deliver("issues", edited(body, forged, made.account(MAINTAINER, "lena")))
    assert ("ada", "meshery-operator", None, "proposed") in desk.awards()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda stale, _now: stale.replace("- [ ]", "- [x]"),
        lambda _stale, now: now.replace("approved by lena", "approved by nobody"),
        lambda _stale, now: "My own words. " + now,
        lambda _stale, _now: "",
    ],
    ids=["a box that was decided", "another decision", "words that are not ours", "nothing"],
)
def test_whatever_is_written_into_the_digest_what_is_true_stands_again(
    desk: Desk, spoil: Callable[[str, str], str]
) -> None:
    operator_work(desk)
    stale = digest_issue(desk)
    lead = made.account(MAINTAINER, "lena")
    desk.deliver("issues", edited(stale, stale.replace("- [ ]", "- [x]", 1), lead))
    row = desk.effects()["digest:2026-W48"]
    decided = str(row.payload["body"])
    desk.deliver("issues", edited(decided, spoil(stale, decided), lead))
    again = desk.effects()["digest:2026-W48"]
    assert again.payload["body"] == decided
    assert again.revision == row.revision + 1
    assert ("ada", "meshery-operator", None, "granted") in desk.awards()


def test_an_edit_of_another_issue_is_none_of_our_business(desk: Desk) -> None:
    operator_work(desk)
    body = digest_issue(desk, number=71)
    before = desk.effects()["digest:2026-W48"].revision
    lead = made.account(MAINTAINER, "lena")
    desk.deliver("issues", edited(body, body.replace("- [ ]", "- [x]"), lead))
    assert desk.effects()["digest:2026-W48"].revision == before
    assert ("ada", "meshery-operator", None, "proposed") in desk.awards()


def test_several_decisions_of_one_comment_are_answered_in_one(desk: Desk) -> None:
    operator_work(desk)
    digest_issue(desk)
    lead = made.account(MAINTAINER, "lena")
    desk.deliver("issue_comment", said("/award approve 9\n/award reject 8 reason=x", by=lead))
    body = desk.body(f"reply:award:42:5:{MAINTAINER}")
    assert "there is no number 9" in body
    assert "there is no number 8" in body


def test_a_dispute_needs_no_team(desk: Desk) -> None:
    desk.deliver("pull_request", merged(desk.clock.now()))
    desk.deliver("issue_comment", said("/award dispute first-contribution reason=wrong"))
    assert ("ada", "first-contribution", None, "disputed") in desk.awards()


# --- trouble -----------------------------------------------------------------------------------


def test_a_body_that_is_no_json_is_set_aside_for_a_person(desk: Desk) -> None:
    guid = desk.deliver("pull_request", b'{"action": ')
    assert desk.states()[guid] == "dead"
    with desk.database.reading() as session:
        (told,) = list_deliveries(session, DeliveryState.DEAD)
    assert told.error


def test_an_event_nobody_listens_to_is_ignored_with_a_reason(desk: Desk) -> None:
    guid = desk.deliver("sponsorship", {"action": "created"})
    assert desk.states()[guid] == "ignored"
    with desk.database.reading() as session:
        (told,) = list_deliveries(session)
    assert told.error
    assert "sponsorship" in told.error


def test_a_delivery_waits_while_github_is_away_and_is_handled_once(desk: Desk) -> None:
    desk.github.trouble = ServerError("GitHub broke")
    guid = desk.deliver("pull_request", merged(desk.clock.now()))
    assert desk.states()[guid] == "pending"
    assert desk.awards() == []
    desk.work()
    assert desk.states()[guid] == "pending", "it was tried again too early"
    desk.github.trouble = None
    desk.clock.advance(timedelta(minutes=10))
    desk.work()
    assert desk.states()[guid] == "done"
    assert desk.awards()


def test_a_rate_limit_is_waited_out(desk: Desk) -> None:
    until = desk.clock.now() + timedelta(hours=3)
    desk.github.trouble = RateLimitedError("limited", not_before=until)
    guid = desk.deliver("pull_request", merged(desk.clock.now()))
    desk.github.trouble = None
    desk.clock.advance(timedelta(hours=2))
    desk.work()
    assert desk.states()[guid] == "pending"
    desk.clock.advance(timedelta(hours=2))
    desk.work()
    assert desk.states()[guid] == "done"


def test_after_the_last_attempt_the_person_is_told_with_a_reference(desk: Desk) -> None:
    operator_work(desk)
    digest_issue(desk)
    desk.github.trouble = ValueError("secret words of ours")
    lead = made.account(MAINTAINER, "lena")
    guid = desk.deliver("issue_comment", said("/award approve 1", by=lead))
    for _attempt in range(MAX_ATTEMPTS):
        desk.clock.advance(timedelta(hours=3))
        desk.work()
    assert desk.states()[guid] == "dead"
    body = desk.body("reply:notice:42:5:9")
    assert "reference" in body
    assert "secret words" not in body
    check_good_markdown(body, mentions={"lena"})
    assert desk.effects()["reaction:42:700"].payload["content"] == "confused"


def test_one_broken_delivery_does_not_hold_up_the_next(desk: Desk) -> None:
    desk.github.trouble = ValueError("broken")
    first = desk.deliver("pull_request", merged(desk.clock.now()))
    desk.github.trouble = None
    second = desk.deliver("pull_request", merged(desk.clock.now(), number=6))
    assert desk.states() == {first: "pending", second: "done"}


def test_an_uninstalled_app_posts_nothing_more(desk: Desk) -> None:
    desk.deliver("issue_comment", said("/certify"))
    desk.deliver("installation", made.installation("deleted"))
    assert {row.state for row in desk.effects().values()} == {"cancelled"}


def test_a_passed_exam_brings_the_overview_up_to_date(desk: Desk) -> None:
    desk.deliver("issue_comment", said("/certify"))
    link = desk.body("reply:certify:42:5:7").split("/exams/meshery-cli?i=")[1].split(")")[0]
    with desk.database.writing() as session:
        started = desk.exams.start(
            session, person_id=UserId(7), login="ada", exam="meshery-cli", invitation_id=link
        )
        bank = desk.exams.banks.banks["meshery-cli"]
        right = made.right_answers(bank, started)
        desk.exams.submit(session, attempt_id=started.id, person_id=UserId(7), responses=right)
    assert "1 of 5 exams passed" in desk.body("reply:certify:42:5:7")
    announced = desk.body("award:42:5:7")
    assert "Meshery CLI" in announced
    assert "%" not in announced, "a score is nobody else's business"


@pytest.mark.real_data
def test_every_payload_of_githubs_own_examples_is_handled_or_ignored(
    desk: Desk, shared_data: Path
) -> None:
    with gzip.open(shared_data / "webhooks" / "payloads.jsonl.gz", "rt") as lines:
        for line in lines:
            example = json.loads(line)
            desk.deliver(example["event"], example["payload"])
    states = set(desk.states().values())
    assert states == {"done", "ignored"}
