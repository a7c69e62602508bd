from __future__ import annotations

import re
from dataclasses import replace

import pytest

from exams.bank_review import BankReview, Consent, judged, summary, text, title
from exams.formats.academy import BankReading, read_bank
from tests.exams.examples import MATCHING
from tests.exams.factories import bank_text
from tests.good_markdown import check_good_markdown

TEAM = "meshery/cli"


def question(number: int, right: str, *, more: str = "") -> str:
    options = "\n".join(
        f'  - {{id: "{name}", text: "{name} {word} {number}"'
        + (", isCorrect: true}" if name == right else "}")
        for name, word in zip("abcd", ("amber", "birch", "cedar", "delta"), strict=True)
    )
    text = f"What does part {number} do?"
    return f'id: "q{number}"\ntext: "{text}"\ntype: "single-answer"\n{more}options:\n{options}'


def reading(*questions: str, **front: object) -> BankReading:
    found = read_bank(bank_text(*questions, **front), file="exams/meshery-cli.md")
    assert found is not None
    return found


GOOD = [question(number, "abcd"[number % 4]) for number in range(12)]


def review(
    before: BankReading | None, after: BankReading | None, *by: str, team: str | None = TEAM
) -> BankReview:
    found = judged(before, after, consent=Consent(team=team, by=by))
    assert found is not None
    return found


def test_a_sound_bank_waits_for_two_of_its_domain() -> None:
    one = review(None, reading(*GOOD))
    assert one.findings == ()
    assert title([one]) == "Waits for two members of meshery/cli"
    assert title([replace(one, consent=Consent(team=TEAM, by=("ann",)))]) == (
        "Waits for one more member of meshery/cli"
    )
    assert title([replace(one, consent=Consent(team=TEAM, by=("ann", "bob")))]) == (
        "Approved by two maintainers of each domain"
    )
    assert title([one, one]) == "2 banks wait for their maintainers"
    said = summary([replace(one, consent=Consent(team=TEAM, by=("ann", "bob")))])
    assert "Approved by `ann` and `bob`, members of `meshery/cli`." in said


def test_without_a_team_nobody_can_approve() -> None:
    assert "RECOGNITION_MAINTAINERS" in summary([review(None, reading(*GOOD), team=None)])


def test_what_changes_is_named_and_counted_without_a_word_about_keys() -> None:
    before = reading(*GOOD, passPercentage=70)
    changed = GOOD[0].replace("do?", "do, and when?")
    after = reading(
        changed,
        question(1, "c"),
        question(2, "c", more="retired: true\n"),
        *GOOD[4:],
        question(20, "b", more='supersedes: "q3"\n'),
        passPercentage=75,
    )
    said = summary([review(before, after)])
    check_good_markdown(said)
    assert "- 1 new: `q20` in place of `q3` (line " in said
    assert "- 1 key changed: `q1` (line " in said
    assert "- 1 changed: `q0` (line " in said
    assert "- 1 retired: `q2`" in said
    assert "- 1 removed: `q3`" in said
    assert "| questions in the pool | 12 | 11 |" in said
    assert "| earned without knowledge | 25.00 % | 25.00 % |" in said
    assert "70 % of the marks, or more | 75 % of the marks, or more" in said
    assert "cedar" not in said


def test_findings_stand_first_errors_before_warnings() -> None:
    all_right = (
        'id: "q30"\ntext: "Which parts are there?"\ntype: "multiple-answers"\noptions:\n'
        '  - {id: "a", text: "One", isCorrect: true}\n'
        '  - {id: "b", text: "Two", isCorrect: true}'
    )
    twins = question(31, "a").replace("b birch", "c cedar")
    one = review(None, reading(*GOOD[:11], twins, all_right))
    assert title([one]) == "1 error in the banks"
    said = summary([one])
    check_good_markdown(said)
    assert said.index("error: q30") < said.index("warning: q31")
    assert text([one], seed="x") == "", "a paper is shown when the errors are mended"


def test_a_bank_that_cannot_be_read_says_so_and_nothing_about_its_questions() -> None:
    broken = reading(*GOOD[:11], GOOD[11].replace(", isCorrect: true", ""))
    said = summary([review(reading(*GOOD), broken)])
    assert "no option is marked isCorrect" in said
    assert "It cannot be read as it is." in said
    assert "removed" not in said


def test_a_bank_that_goes_is_named_with_its_questions() -> None:
    said = summary([review(reading(*GOOD), None)])
    assert "The exam goes." in said
    assert "- 12 removed: `q0`" in said


def test_the_paper_shows_questions_and_options_and_not_which_are_right() -> None:
    one = review(None, reading(*GOOD, numberOfQuestions=5))
    shown = text([one], seed="head")
    check_good_markdown(shown)
    assert shown.count("   - [ ] ") == 20
    assert "5. What does part" in shown
    assert "isCorrect" not in shown
    other = review(None, reading(*[question(n, "a") for n in range(12)], numberOfQuestions=5))
    papers = (replace(one, findings=()), replace(other, findings=()))
    first, second = (text([paper], seed="head") for paper in papers)
    assert first == second, "another key is the same paper"


def test_tasks_and_code_are_shown_as_they_are_read() -> None:
    one = review(None, reading(*GOOD[1:], MATCHING))
    assert one.after is not None
    question = one.after.questions[-1]
    starter = replace(
        question.public,
        text="Write `a|b`, please.\n\n- With *care*\n",
        starter="kind: Pod\n\tname: x\n~~~\n@meshery/all",
    )
    bank = replace(one.after, questions=(replace(question, public=starter),))
    shown = text([replace(one, after=bank)], seed="x")
    check_good_markdown(shown)
    assert "1. Write `a¦b`, please. (2 marks)" in shown
    assert "   - With \\*care\\*" in shown
    assert "   ~~~~\n   kind: Pod\n       name: x\n   ~~~\n" in shown


@pytest.mark.parametrize("hostile", ["@meshery/all", "<img src=x>", "[x](http://y)", "```"])
def test_what_an_author_writes_stays_text(hostile: str) -> None:
    marked = GOOD[0].replace("What does", f"{hostile} What does")
    one = review(None, reading(marked, *GOOD[1:], title=f"{hostile} exam"))
    for said in (summary([one]), text([one], seed="x")):
        check_good_markdown(said)
        # The summary of a folded part is HTML, in which no Markdown is read.
        assert hostile not in re.sub(r"<summary>.*?</summary>", "", said)


def test_neither_version_a_bank_is_nothing_to_judge() -> None:
    assert judged(None, None, consent=Consent(team=TEAM, by=())) is None
