"""The list of exams, the rules before the start, the start, and the links from comments."""

from __future__ import annotations

from datetime import timedelta

import pytest

from exams.events import Happened, events_of
from exams.honesty import STATEMENT
from exams.service import ExamService
from exams.web.exam_pages import PROMISE
from recognition.facts import Fact, Repo, Thread
from recognition.kernel.clock import ManualClock
from recognition.kernel.ids import RepoId, UserId
from recognition.kernel.store import Database
from tests.exams.web.site import BANK, OTHER, PLAYER, RIGHT, WRONG, Browser, make_site, read

THREAD = Thread(repo=Repo(id=RepoId(7), full_name="meshery/meshery"), number=42)


@pytest.fixture
def invitation(database: Database, service: ExamService) -> str:
    """A link that the player got for the exam in a thread."""
    with database.writing() as session:
        return service.invite(
            session, person_id=PLAYER.id, login=PLAYER.login, exam="meshery-cli", thread=THREAD
        ).id


def test_everybody_can_read_the_list_but_sees_no_states(anybody: Browser) -> None:
    page = anybody.get("/exams")
    assert page.status == 200
    assert page.links["Meshery CLI"] == "/exams/meshery-cli"
    assert page.links["Sign in with GitHub to sit an exam"] == "/login?next=/exams"
    assert "3 questions · 20 minutes · 70 % to pass · 2 attempts" in page.text
    assert "Ready" not in page.text


def test_a_visitor_sees_the_own_state_of_each_exam(player: Browser, other: Browser) -> None:
    assert "▶ Ready" in player.get("/exams").text
    address = player.start()
    page = player.get("/exams")
    assert "✎ In progress" in page.text
    assert page.links["Go on with Meshery CLI"] == address
    player.post(f"{address}/submit", RIGHT)
    page = player.get("/exams")
    assert "✓ Passed" in page.text
    assert "You have passed 1 of 1" in page.text
    assert "Your best result: 7/7 marks, 100.00 %" in page.text
    assert "Passed" not in other.get("/exams").text


@pytest.mark.parametrize("who", ["anybody", "player"])
def test_the_rules_are_shown_before_the_start(who: str, request: pytest.FixtureRequest) -> None:
    browser: Browser = request.getfixturevalue(who)
    text = browser.get("/exams/meshery-cli").text
    for words in (
        "Questions 3, drawn from 3",
        "To pass 70 % of the marks, or more",
        "Attempts 2: the first and 1 retake",
        "Time 20 minutes",
        "Wait between attempts none",
        "A pass counts for 24 months",
        "Renewal from 90 days before the end of a pass, which stays meanwhile",
        "Appeal within 14 days of the result",
        "Each question says how many it gives",
        "Time: timeLimit in meshery-cli.md:6",
        "Renewal: default of this program; the Academy has no rule",
    ):
        assert words in text
    assert "Which are verbs?" not in text


def test_only_who_is_signed_in_can_start(anybody: Browser) -> None:
    page = anybody.get("/exams/meshery-cli?i=abc")
    assert page.links["Sign in with GitHub to start"] == "/login?next=/exams/meshery-cli%3Fi%3Dabc"
    assert "Start the exam" not in page.text
    answer = anybody.post("/exams/meshery-cli/start")
    assert answer.status == 302
    assert answer.location == "/login?next=/exams/meshery-cli/start"
    assert anybody.get("/exams/meshery-cli/start").location == "/exams/meshery-cli"


def test_nobody_starts_without_the_promise_and_the_page_says_so(
    player: Browser, service: ExamService, database: Database
) -> None:
    page = player.get("/exams/meshery-cli")
    [box] = [values for _, values in page.tags if values.get("name") == PROMISE]
    assert box["type"] == "checkbox"
    assert "required" in box
    assert STATEMENT in page.text
    refused = player.post("/exams/meshery-cli/start", {"i": ""})
    assert refused.status == 422
    assert "Tick the box to start" in refused.text
    [box] = [values for _, values in refused.tags if values.get("name") == PROMISE]
    assert box["aria-invalid"] == "true"
    assert box["aria-describedby"] == "promise-error"
    with database.reading() as session:
        [status] = service.status(session, PLAYER.id)
    assert status.attempts == ()


def test_the_promise_is_kept_with_the_attempt_as_it_was_worded(
    player: Browser, database: Database
) -> None:
    attempt = player.start().rpartition("/")[2]
    with database.reading() as session:
        [event] = [
            event
            for event in events_of(session, attempt)
            if event.what == Happened.PROMISED_HONESTY
        ]
    assert event.details == {"words": STATEMENT}
    assert event.actor_id == PLAYER.id


def test_an_attempt_under_way_needs_no_second_promise(player: Browser) -> None:
    address = player.start()
    answer = player.post("/exams/meshery-cli/start")
    assert (answer.status, answer.location) == (303, address)


def test_starting_twice_goes_on_with_one_attempt(player: Browser) -> None:
    address = player.start()
    assert player.start() == address
    page = player.get("/exams/meshery-cli")
    assert page.links["Go on with your attempt"] == address


def test_an_exam_that_is_not_offered_is_not_found(player: Browser) -> None:
    assert player.get("/exams/nothing").status == 404
    assert player.post("/exams/nothing/start").status == 404


def test_a_link_from_a_comment_leads_through_the_attempt_back_to_the_thread(
    player: Browser, invitation: str, facts: list[Fact]
) -> None:
    page = player.get(f"/exams/meshery-cli?i={invitation}")
    assert page.fields["i"] == [invitation]
    address = player.start(invitation=invitation)
    player.post(f"{address}/submit", RIGHT)
    back = player.get(address).links["Back to meshery/meshery#42"]
    assert back == "https://github.example/meshery/meshery/issues/42"
    assert facts[0].attrs["thread"] == {
        "repo_id": 7,
        "full_name": "meshery/meshery",
        "number": 42,
    }


def test_the_list_hands_the_link_on_to_every_exam(player: Browser, invitation: str) -> None:
    page = player.get(f"/exams?i={invitation}")
    assert page.links["Meshery CLI"] == f"/exams/meshery-cli?i={invitation}"


def test_a_link_of_somebody_else_says_whose_it_is(other: Browser, invitation: str) -> None:
    for page in (
        other.get(f"/exams?i={invitation}"),
        other.get(f"/exams/meshery-cli?i={invitation}"),
        other.post("/exams/meshery-cli/start", {"i": invitation}),
    ):
        assert page.status == 403
        assert page.headings == ["This link is not yours"]
        assert f"This link is for @{PLAYER.login}" in page.text
        assert f"You are signed in as @{OTHER.login}" in page.text
        assert page.links["All exams"] == "/exams"


def test_a_link_that_has_ended_says_when_and_how_to_get_a_new_one(
    player: Browser, invitation: str, clock: ManualClock
) -> None:
    clock.advance(timedelta(days=30))
    for page in (
        player.get(f"/exams/meshery-cli?i={invitation}"),
        player.post("/exams/meshery-cli/start", {"i": invitation}),
    ):
        assert page.status == 410
        assert page.headings == ["This link has ended"]
        assert "ended on 24 December 2026" in page.text
        assert "/certify" in page.text
        assert page.links["Read about this exam"] == "/exams/meshery-cli"


def test_a_link_that_never_was_leads_nowhere(player: Browser) -> None:
    page = player.get("/exams/meshery-cli?i=invented")
    assert page.status == 404
    assert page.headings == ["This link leads nowhere"]


def test_used_up_attempts_are_said_clearly(player: Browser) -> None:
    for _ in range(2):
        player.post(f"{player.start()}/submit", WRONG)
    assert "■ No attempts left" in player.get("/exams").text
    page = player.get("/exams/meshery-cli")
    assert "You have used all 2 attempts" in page.text
    assert "Start the exam" not in page.text
    answer = player.post("/exams/meshery-cli/start")
    assert answer.status == 409
    assert answer.headings == ["You cannot start this exam now"]
    assert "You have used all 2 attempts" in answer.text


def test_a_cool_down_says_when_the_next_attempt_may_start(
    database: Database, clock: ManualClock
) -> None:
    bank = read(BANK.replace("maxAttempts: 2", 'maxAttempts: 2\ncoolDown: "24h"'))
    app, _ = make_site(database, clock, bank, facts=[])
    player = Browser(app, PLAYER)
    player.post(f"{player.start()}/submit", WRONG)
    answer = player.post("/exams/meshery-cli/start")
    assert answer.status == 409
    assert "You can start the next attempt at 25 November 2026, 09:00 UTC" in answer.text
    assert "⏳ Later" in player.get("/exams").text
    clock.advance(timedelta(days=1))
    assert player.start()


def test_extra_time_is_shown_to_the_person_who_has_it_and_to_nobody_else(
    database: Database, service: ExamService, player: Browser, other: Browser, anybody: Browser
) -> None:
    with database.writing() as session:
        service.give_time(session, person_id=PLAYER.id, percent=150, by=UserId(7))
    said = "30 minutes (20 + 50 %)"
    assert f"Time {said}" in player.get("/exams/meshery-cli").text
    assert said.replace(" ", "\N{NO-BREAK SPACE}") in player.get("/exams").html
    page = player.get(player.start())
    assert f"You have {said}" in page.text
    assert "The time ends at 2026-11-24, 09:30 UTC" in page.text
    for browser in (other, anybody):
        for address in ("/exams", "/exams/meshery-cli"):
            assert "50 %" not in browser.get(address).text
    assert "50 %" not in other.get(other.start()).text


def test_a_passed_exam_cannot_be_started_again(player: Browser) -> None:
    player.post(f"{player.start()}/submit", RIGHT)
    answer = player.post("/exams/meshery-cli/start")
    assert answer.status == 409
    assert "Your pass counts until 24 November 2028" in answer.text


def test_a_pass_is_renewed_in_its_last_months_and_stands_meanwhile(
    player: Browser, clock: ManualClock
) -> None:
    player.post(f"{player.start()}/submit", RIGHT)
    clock.advance(timedelta(days=700))
    page = player.get("/exams/meshery-cli")
    assert "✓ Passed; you may renew it" in page.text
    assert "Renew your pass" in page.text
    result = player.post(f"{player.start()}/submit", WRONG)
    assert "Not passed" in player.get(result.location).text
    assert "You have passed 1 of 1" in player.get("/exams").text
    assert "Your best result: 7/7 marks" in player.get("/exams").text


def test_own_attempts_are_listed_with_their_results(player: Browser) -> None:
    address = player.start()
    player.post(f"{address}/submit", WRONG)
    page = player.get("/exams/meshery-cli")
    assert page.links["2026-11-24 09:00 UTC"] == address
    assert "not passed, 0/7 marks, 0.00 %" in page.text


def test_a_start_from_another_site_is_refused(player: Browser) -> None:
    answer = player.post("/exams/meshery-cli/start", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403
    assert "In progress" not in player.get("/exams").text


def test_no_exam_at_all_is_said(database: Database, clock: ManualClock) -> None:
    app, _ = make_site(database, clock, facts=[])
    assert "No exam is offered at present" in Browser(app).get("/exams").text


def test_several_exams_name_what_they_lead_to(database: Database, clock: ManualClock) -> None:
    banks = [read(), read(BANK.replace("Meshery CLI", "Meshery UI"), exam="meshery-ui")]
    app, _ = make_site(database, clock, *banks, facts=[])
    text = Browser(app).get("/exams").text
    assert "Pass all 2, in any order, to become a Certified Contributor" in text


def test_another_persons_attempts_do_not_count(player: Browser, other: Browser) -> None:
    player.start()
    assert "You can start; you have 2 attempts" in other.get("/exams/meshery-cli").text
    assert UserId(OTHER.id) != PLAYER.id
