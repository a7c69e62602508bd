"""Sitting an exam without JavaScript and with it: saves, tabs, deadlines, results."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from exams.web import NextStep
from recognition.facts import Fact
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from tests.exams.web.site import BANK, PLAYER, RIGHT, WRONG, Browser, Page, make_site, read


def form_of(page: Page, **answers: str | list[str]) -> dict[str, str | list[str]]:
    """What a browser sends for the page's form with some fields changed; `one` means `q.one`."""
    changed = {f"q.{name}": value for name, value in answers.items()}
    return {**page.fields, **changed}


def question_number(page: Page, name: str) -> int:
    """The number under which the paper shows a question."""
    number = 0
    for tag, attributes in page.tags:
        if tag == "fieldset":
            number = int((attributes["id"] or "").removeprefix("q"))
        if attributes.get("name") == f"q.{name}":
            return number
    raise AssertionError(name)


def test_every_question_is_a_group_of_native_controls_with_a_legend(player: Browser) -> None:
    page = player.get(player.start())
    assert page.headings == ["Meshery CLI"]
    tags = [tag for tag, _ in page.tags]
    assert tags.count("fieldset") == tags.count("legend") == 3
    types = [attributes.get("type") for tag, attributes in page.tags if tag == "input"]
    assert types.count("radio") == types.count("checkbox") == 3
    assert types.count("text") == 1
    assert "tick all that are right" in page.text
    assert "What does mesheryctl <verb> need?" in page.text


def test_the_deadline_is_the_servers_and_is_printed(player: Browser, clock: ManualClock) -> None:
    address = player.start()
    clock.advance(timedelta(minutes=18, seconds=30))
    page = player.get(address)
    assert "The time ends at 2026-11-24, 09:20 UTC" in page.text
    assert "Time left when this page was made: 1 minute" in page.text
    assert ("p", {"id": "clock", "data-seconds": "90"}) in page.tags


def test_without_a_time_limit_there_is_no_clock(database: Database, clock: ManualClock) -> None:
    app, _ = make_site(database, clock, read(BANK.replace("timeLimit: 20\n", "")), facts=[])
    player = Browser(app, PLAYER)
    address = player.start()
    assert "There is no time limit" in player.get(address).text
    assert "The time ends" not in player.get(f"{address}/submit").text
    assert "Time no limit" in player.get("/exams/meshery-cli").text


def test_saved_answers_are_there_when_one_comes_back(player: Browser) -> None:
    address = player.start()
    form = form_of(player.get(address), one="b", two=["", "a", "c"], three=" A & <b> ")
    answer = player.post(f"{address}/save", form)
    assert answer.status == 303
    assert answer.location == address
    page = player.get(address)
    assert page.fields["q.one"] == ["b"]
    assert page.fields["q.two"] == ["", *[x for x in page.fields["q.two"] if x]]
    assert set(page.fields["q.two"]) == {"", "a", "c"}
    assert page.fields["q.three"] == [" A & <b> "]
    assert page.fields["save_no"] == ["2"]
    assert "✓ Saved 3 of 3 answered (save 1)" in page.text


def test_taking_all_ticks_and_the_text_back_is_saved_too(player: Browser) -> None:
    address = player.start()
    player.post(f"{address}/save", form_of(player.get(address), two=["", "a"], three="x"))
    player.post(f"{address}/save", form_of(player.get(address), two=[""], three=""))
    page = player.get(address)
    assert page.fields["q.two"] == [""]
    assert page.fields["q.three"] == [""]
    assert "0 of 3 answered (save 2)" in page.text


def test_a_save_by_the_script_is_answered_with_a_line_and_the_next_number(
    player: Browser,
) -> None:
    address = player.start()
    form = form_of(player.get(address), one="a")
    line = player.post(f"{address}/save", form, by_script=True)
    assert line.status == 200
    assert line.text == "✓ Saved 1 of 3 answered (save 1, 09:00 UTC)"
    assert line.fields == {"save_no": ["2"]}
    assert "<html" not in line.html


def test_the_same_save_twice_changes_nothing(player: Browser) -> None:
    address = player.start()
    form = form_of(player.get(address), one="a")
    lines = [player.post(f"{address}/save", form, by_script=True).html for _ in range(2)]
    assert lines[0] == lines[1]


def test_a_form_without_a_number_is_the_next_save(player: Browser) -> None:
    address = player.start()
    for _ in range(2):
        assert player.post(f"{address}/save", {"q.one": "c"}).status == 303
    assert player.get(address).fields["save_no"] == ["3"]


def test_a_question_that_is_not_sent_keeps_its_answer(player: Browser) -> None:
    address = player.start()
    player.post(f"{address}/save", {"q.one": "c"})
    player.post(f"{address}/save", {"q.three": "x"})
    page = player.get(address)
    assert page.fields["q.one"] == ["c"]
    assert page.fields["q.three"] == ["x"]


def test_two_tabs_cannot_overwrite_each_other_unnoticed(player: Browser) -> None:
    address = player.start()
    first, second = player.get(address), player.get(address)
    player.post(f"{address}/save", form_of(first, one="a"))
    answer = player.post(f"{address}/save", form_of(second, one="b", three="typed here"))
    assert answer.status == 409
    assert "nothing was overwritten" in answer.text
    assert player.get(address).fields["q.one"] == ["a"]
    # The second tab lost nothing either, and can go on from there on purpose.
    assert answer.fields["q.one"] == ["b"]
    assert answer.fields["q.three"] == ["typed here"]
    assert answer.fields["save_no"] == ["2"]
    assert answer.links["Reload the attempt"] == address
    assert player.post(f"{address}/save", dict(answer.fields)).status == 303
    assert player.get(address).fields["q.one"] == ["b"]


def test_the_script_of_a_second_tab_does_not_get_a_number_to_overwrite_with(
    player: Browser,
) -> None:
    address = player.start()
    second = player.get(address)
    player.post(f"{address}/save", form_of(second, one="a"))
    line = player.post(f"{address}/save", form_of(second, one="b"), by_script=True)
    assert line.status == 409
    assert "✗ Not saved" in line.text
    assert "another tab" in line.text
    assert line.fields == {}
    assert line.links == {}


def test_handing_in_from_an_older_tab_is_refused_and_loses_nothing(player: Browser) -> None:
    address = player.start()
    second = player.get(address)
    player.post(f"{address}/save", form_of(second, one="a"))
    answer = player.post(f"{address}/submit", form_of(second, one="b"))
    assert answer.status == 409
    assert answer.fields["q.one"] == ["b"]
    assert player.get(address).headings == ["Meshery CLI"]


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"q.one": "zzz"}, "an option was chosen that it does not have"),
        ({"q.one": ["a", "b"]}, "only one option can be chosen"),
        ({"q.two": ["a", "a"]}, "the same option was chosen twice"),
        ({"q.three": "x" * 2_001}, "the answer is longer than 2,000 characters"),
        ({"q.three": "a\0b"}, "the answer holds a NUL character"),
        ({"q.three": ["a", "b"]}, "it takes one answer"),
    ],
)
def test_an_impossible_answer_is_refused_by_the_number_of_its_question(
    player: Browser, answers: dict[str, str | list[str]], problem: str
) -> None:
    address = player.start()
    paper = player.get(address)
    (name,) = answers
    number = question_number(paper, name.removeprefix("q."))
    for action in ("save", "submit"):
        page = player.post(f"{address}/{action}", {**paper.fields, **answers})
        assert page.status == 422
        assert page.links[f"Question {number}"] == f"#q{number}"
        assert problem in page.text
    line = player.post(f"{address}/save", {**paper.fields, **answers}, by_script=True)
    assert line.status == 422
    assert line.links == {f"question {number}": f"#q{number}"}
    assert problem in line.text
    assert player.get(address).fields == paper.fields


def test_an_impossible_answer_does_not_cost_the_others(player: Browser) -> None:
    address = player.start()
    paper = player.get(address)
    page = player.post(f"{address}/save", form_of(paper, one="zzz", three="kept"))
    assert page.fields["q.three"] == ["kept"]
    assert page.fields["q.one"] == []


def test_an_answer_to_a_question_of_another_paper_is_refused_by_name(player: Browser) -> None:
    address = player.start()
    page = player.post(f"{address}/save", {"q.four": "a"})
    assert page.status == 422
    assert "Question four: it is not on this paper." in page.text
    line = player.post(f"{address}/save", {"q.four": "a"}, by_script=True)
    assert line.status == 422
    assert "Question four" in line.text


@pytest.mark.parametrize("number", ["", "0", "-1", "1.5", "x", "1000001", "9" * 5_000, "٣"])
def test_a_number_that_counts_no_saves_is_refused_by_name(player: Browser, number: str) -> None:
    address = player.start()
    form = {"save_no": number, "q.one": "a"}
    for page in (
        player.post(f"{address}/save", form),
        player.post(f"{address}/submit", form),
        player.post(f"{address}/save", form, by_script=True),
    ):
        assert page.status == 422
        assert "save_no: must be one whole number" in page.text
    assert "Nothing to save yet" in player.get(address).text


def test_the_attempt_of_somebody_else_does_not_exist(player: Browser, other: Browser) -> None:
    address = player.start()
    for path, unknown in ((address, "/attempts/none"), (f"{address}/submit", "/attempts/none")):
        page = other.get(path)
        assert page.status == 404
        assert page.text == other.get(unknown).text
    for action in ("save", "submit"):
        assert other.post(f"{address}/{action}", {"q.one": "a"}).status == 404
        assert other.post(f"{address}/{action}").status == 404
    assert other.post(f"{address}/save", {"q.one": "a"}, by_script=True).status == 404
    assert player.get(address).fields["q.one"] == []


def test_who_is_not_signed_in_is_sent_to_the_sign_in_and_back(
    player: Browser, anybody: Browser
) -> None:
    address = player.start()
    assert anybody.get(address).location == f"/login?next={address}"
    assert anybody.post(f"{address}/save").location == f"/login?next={address}/save"
    assert player.get(f"{address}/save").location == address
    line = anybody.post(f"{address}/save", by_script=True)
    assert line.status == 401
    assert "You are signed out" in line.text


def test_submitting_asks_once_more_and_names_what_is_open(player: Browser) -> None:
    address = player.start()
    paper = player.get(address)
    answer = player.post(f"{address}/save", {**form_of(paper, one="a"), "then": "submit"})
    assert answer.location == f"{address}/submit"
    page = player.get(answer.location)
    assert page.headings == ["Hand in your answers?"]
    assert "1 of 3 questions are answered and saved" in page.text
    for name in ("two", "three"):
        number = question_number(paper, name)
        assert page.links[f"question {number}"] == f"{address}#q{number}"
    assert f"question {question_number(paper, 'one')}" not in page.links
    assert player.post(f"{address}/submit", page.fields).location == address
    assert player.get(address).headings == ["Meshery CLI: your result"]
    assert player.get(f"{address}/submit").location == address


def test_a_pass_is_said_by_sign_and_word_with_marks_and_percent(
    player: Browser, facts: list[Fact]
) -> None:
    address = player.start()
    assert player.post(f"{address}/submit", {**RIGHT, "q.three": "wrong"}).location == address
    page = player.get(address)
    assert "✓ Passed" in page.text
    assert "5/7 marks, 71.42 %" in page.text
    assert "5 of these 7 marks" in page.text
    assert page.links["See your badges"] == "/u/octocat"
    assert [fact.actor.id for fact in facts] == [PLAYER.id]


def test_a_fail_is_said_with_the_next_attempt_and_without_what_was_wrong(
    player: Browser, facts: list[Fact]
) -> None:
    address = player.start()
    player.post(f"{address}/submit", {**WRONG, "q.one": "a"})
    page = player.get(address)
    assert "✗ Not passed" in page.text
    assert "2/7 marks, 28.57 %" in page.text
    assert "You can start again; you have 1 attempt left" in page.text
    assert page.links["Read the rules and start again"] == "/exams/meshery-cli"
    for question in ("mesheryctl", "verbs", "contexts"):
        assert question not in page.text
    assert facts == []


def test_a_result_tells_the_same_whichever_question_was_wrong(
    database: Database, clock: ManualClock
) -> None:
    """Two questions of equal marks, one of them wrong: the pages must not differ."""
    app, _ = make_site(
        database, clock, read(BANK.replace("maxAttempts: 2", "maxAttempts: 0")), facts=[]
    )
    texts = set()
    for answers in ({"q.one": "a", "q.three": "no"}, {"q.one": "b", "q.three": RIGHT["q.three"]}):
        player = Browser(app, PLAYER)
        address = player.start()
        player.post(f"{address}/submit", answers)
        texts.add(re.sub(r"Your receipt: [A-Z2-7-]{19} ", "", player.get(address).text))
    assert len(texts) == 1


def test_after_a_pass_the_links_of_the_site_are_shown(
    database: Database, clock: ManualClock
) -> None:
    app, _ = make_site(
        database,
        clock,
        read(),
        facts=[],
        next_steps=lambda who, exam: [
            NextStep(label=f"Verify {exam}", address=f"/v/7?{who.login}")
        ],
    )
    player = Browser(app, PLAYER)
    address = player.start()
    player.post(f"{address}/submit", RIGHT)
    assert player.get(address).links["Verify meshery-cli"] == "/v/7?octocat"


def test_handing_in_twice_is_graded_once(player: Browser, facts: list[Fact]) -> None:
    address = player.start()
    for answers in (RIGHT, RIGHT, {}):
        assert player.post(f"{address}/submit", answers).location == address
    other = player.post(f"{address}/submit", WRONG)
    assert (other.status, other.headings) == (409, ["This attempt is over"])
    assert "handed in before, perhaps from another tab" in other.text
    assert "✓ Passed" in player.get(address).text
    assert len(facts) == 1


def test_a_save_after_handing_in_says_that_it_is_over(player: Browser) -> None:
    address = player.start()
    player.post(f"{address}/submit")
    page = player.post(f"{address}/save", WRONG)
    assert page.status == 409
    assert page.headings == ["This attempt is over"]
    assert page.links["Go to the result"] == address
    line = player.post(f"{address}/save", WRONG, by_script=True)
    assert line.status == 409
    assert line.links["Go to the result"] == address


def test_within_the_grace_answers_on_their_way_are_taken(
    player: Browser, clock: ManualClock
) -> None:
    address = player.start()
    clock.advance(timedelta(minutes=21))
    assert player.post(f"{address}/submit", RIGHT).location == address
    assert "✓ Passed" in player.get(address).text


def test_late_answers_are_not_taken_and_saved_ones_count(
    player: Browser, clock: ManualClock
) -> None:
    address = player.start()
    player.post(f"{address}/save", {"q.one": "a"})
    clock.advance(timedelta(minutes=21, seconds=1))
    page = player.post(f"{address}/save", RIGHT)
    assert page.status == 409
    assert page.headings == ["The time is up"]
    assert "answers saved before the deadline count" in page.text
    line = player.post(f"{address}/save", RIGHT, by_script=True)
    assert line.status == 409
    assert line.links["Go to the result"] == address
    up = player.get(address)
    assert up.headings == ["The time is up"]
    assert "The 1 of 3 answers that were saved before will be graded" in up.text
    assert player.get(f"{address}/submit").location == address
    for _ in range(2):
        late = player.post(f"{address}/submit", RIGHT)
        assert (late.status, late.headings) == (409, ["The time is up"])
        assert late.links["Go to the result"] == address
    assert player.post(f"{address}/submit").location == address
    page = player.get(address)
    assert "2/7 marks" in page.text
    assert "The time ran out before you handed in" in page.text


def test_used_up_attempts_are_said_on_the_last_result(player: Browser) -> None:
    for _ in range(2):
        address = player.start()
        player.post(f"{address}/submit", WRONG)
    page = player.get(address)
    assert "You have used all 2 attempts" in page.text
    assert "start again" not in page.text


def test_a_result_outlives_its_exam(
    player: Browser, database: Database, clock: ManualClock
) -> None:
    address = player.start()
    player.post(f"{address}/submit", WRONG)
    app, _ = make_site(database, clock, facts=[])
    page = Browser(app, PLAYER).get(address)
    assert "✗ Not passed" in page.text
    assert page.links["All exams"] == "/exams"
