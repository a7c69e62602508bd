from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.formats.gift import read_gift
from exams.formats.intake import MAX_QUESTIONS
from recognition.kernel.yaml import MAX_BYTES
from tests.exams.formats.imports import earned, found, questions_of, the_question


def gift(text: str) -> Any:
    return read_gift(text, file="quiz.gift")


def options(*texts: str, right: str) -> list[dict[str, Any]]:
    return [
        {"id": letter, "text": text, **({"isCorrect": True} if letter in right else {})}
        for letter, text in zip("abcdef", texts, strict=False)
    ]


def truth(right: str) -> list[dict[str, Any]]:
    return [
        {"id": name, "text": name.capitalize(), **({"isCorrect": True} if name == right else {})}
        for name in ("true", "false")
    ]


def numeric(**keys: str) -> dict[str, Any]:
    return {"type": "numeric", **keys}


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (
            "Which? {=this ~that ~those}",
            {"type": "single-answer", "options": options("this", "that", "those", right="a")},
        ),
        (
            "Which? {\n~that # no\n=this #yes, \\#1\n####About it.}",
            {
                "type": "single-answer",
                "options": options("that", "this", right="b"),
                "explanation": "About it.\n\n- that: no\n- this: yes, #1",
            },
        ),
        (
            "Which? {=this ~%50%nearly ~%33.33333%less ~that}",
            {
                "type": "single-answer",
                "options": options("this", "nearly", "less", "that", right="a"),
                "scoring": {"policy": "weighted", "values": {"a": "1", "b": "1/2", "c": "1/3"}},
            },
        ),
        (
            "Both {~%50%a ~%50%b ~%-100%c}",
            {
                "type": "multiple-answers",
                "options": options("a", "b", "c", right="ab"),
                "scoring": {"policy": "weighted", "values": {"a": "1/2", "b": "1/2", "c": "-1"}},
            },
        ),
        (
            "Braces {=\\{\\} ~\\~\\=\\: ~a\\\\b ~one\\ntwo}",
            {
                "type": "single-answer",
                "options": options("{}", "~=:", "a\\b", "one\ntwo", right="a"),
            },
        ),
        (
            "It is.{T}",
            {"type": "true-false", "options": truth("true")},
        ),
        (
            "It is.{ false #wrong #right }",
            {
                "type": "true-false",
                "options": truth("false"),
                "explanation": "- True: wrong\n- False: right",
            },
        ),
        (
            "Who? {=Ann =ann b}",
            {"type": "short-answer", "correctAnswer": "Ann", "accept": ["ann b"]},
        ),
        (
            "Who? {=An* =\\*}",
            {"type": "short-answer", "correctAnswer": "An*", "accept": ["\\*"], "wildcard": True},
        ),
        ("Sign? {=2 \\* 3}", {"type": "short-answer", "correctAnswer": "2 * 3"}),
        ("Pi? {#3.14:0.005}", numeric(correctAnswer="3.14", tolerance="0.005")),
        ("Pi? {#3.1..3.2}", numeric(interval="[3.1, 3.2]")),
        (
            "Pi? {# =3.14:0 #Yes}",
            numeric(correctAnswer="3.14", tolerance="0", explanation="- 3.14:0: Yes"),
        ),
        ("Two? {#2}", numeric(correctAnswer="2")),
        ("Less? {#-2.5e3}", numeric(correctAnswer="-2.5e3")),
        (
            "Pairs {\n=a -> 1\n=b -> 2\n= -> 3\n}",
            {
                "type": "matching",
                "pairs": [
                    {"id": "p1", "text": "a", "match": "1"},
                    {"id": "p2", "text": "b", "match": "2"},
                ],
                "distractors": ["3"],
                "scoring": "each-answer",
            },
        ),
    ],
)
def test_each_kind_of_question_gets_its_counterpart(text: str, question: dict[str, Any]) -> None:
    imported = gift(text)
    assert the_question(imported) == question
    assert found(imported) == []
    assert len(questions_of(imported)) == 1


def test_titles_ids_and_categories_become_ids_and_competencies() -> None:
    imported = gift(
        """// About the file.

$CATEGORY: $course$/top/Core concepts

// [id:first one]
::Title A::What? {=a ~b}

// no id
::Title A::What now? {=a ~b}

::Title A::And now? {=a ~b}
$CATEGORY: top
What then? {=a ~b}
"""
    )
    questions = [(q["id"], q.get("competency"), q["text"]) for q in imported.questions]
    assert questions == [
        ("first-one", "core-concepts", "What?"),
        ("Title-A", "core-concepts", "What now?"),
        ("Title-A-2", "core-concepts", "And now?"),
        ("q4", None, "What then?"),
    ]
    assert imported.competencies == {"core-concepts": "Core concepts"}
    assert found(imported) == []


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Two and {=two ~three} are four.", "Two and \\_\\_\\_\\_\\_ are four."),
        ("[html]<p>A <b>bold</b> one</p> {=a ~b}", "A **bold** one"),
        ("[markdown]A **bold** <p> {=a ~b}", "A **bold** <p>"),
        ("[plain]2 * 3 * 4 {=a ~b}", "2 \\* 3 \\* 4"),
        ("A <b>bold</b> one {=a ~b}", "A **bold** one"),
        ("The file <name> {=a ~b}", "The file <name>"),
        ("Lines\\nhere: {=a ~b}", "Lines\nhere:"),
        ("// why\nMore\n// between\nlines {=a ~b}", "More\nlines"),
    ],
)
def test_texts_become_markdown(text: str, asked: str) -> None:
    imported = gift(text)
    assert imported.questions[0]["text"] == asked
    assert found(imported) == []


@pytest.mark.parametrize(
    ("text", "line", "severity", "words"),
    [
        ("\nWhat? {=a\n~%-50%b}", 3, "warning", "takes 50 % away"),
        ("What? {=a =%50%b}", 1, "warning", "worth 50 % is not taken"),
        ("What? {#1:0 =%50%1:2}", 1, "warning", "further number, '1:2'"),
        ("What? {=a -> 1#x =b -> 2}", 1, "warning", "feedback and percentages of a pair"),
        ("[html]See <img src=x> {=a ~b}", 1, "warning", "img in a text"),
        ("What? {=a ~<math>b</math> <b>c</b>}", 1, "warning", "math in a text"),
        ("// [tag:easy]\nWhat? {=a ~b}", 2, "warning", "tag 'easy'"),
        ("What? {}", 1, "warning", "no rubric"),
        ("Only words.", 1, "warning", "asks nothing"),
        ("What? {~%50%a ~b}", 1, "error", "earn 50 % together"),
        ("What? {~%x%a ~b}", 1, "error", "'x' is no percentage"),
        ("What? {~%150%a ~b}", 1, "error", "'150' is no percentage"),
        ("What? {~%100%a ~%100%b}", 1, "error", "earn 200 % together"),
        ("What? {=%50%a ~b}", 1, "error", "no option earns all marks"),
        ("What? {=%50%a}", 1, "error", "no answer earns all marks"),
        ("What? {=%0%a -> b =c -> d}", 1, "warning", "feedback and percentages"),
        ("What? {= -> 1 = -> 2}", 1, "error", "no pair has a left side"),
        ("What? {=a -> 1 =b -> 1}", 1, "error", "only one text to match with"),
        ("What? {#one}", 1, "error", "'one' is no number"),
        ("What? {#=%50%1}", 1, "error", "no number earns all marks"),
        ("What? {=*}", 1, "error", "takes everything"),
        ("What? {=a", 1, "error", "braces"),
        ("What? =a}", 1, "error", "braces"),
        ("What? {=a} or {=b}", 1, "error", "braces"),
        ("What? {=a}}", 1, "error", "more than one answer"),
        ("What? {a}", 1, "error", "begins with = or ~"),
        ("{=a ~b}", 1, "error", "no text"),
    ],
)
def test_what_is_not_taken_is_named_with_its_line(
    text: str, line: int, severity: str, words: str
) -> None:
    imported = gift(text)
    (finding,) = [f for f in found(imported) if words in f[2]]
    assert finding[:2] == (line, severity)
    assert len(imported.questions) == (severity == "warning" and "asks nothing" not in words)


def test_partly_right_answers_earn_their_part() -> None:
    single = gift("Which? {=this ~%33.33333%nearly ~that}")
    assert [earned(single, name) for name in "abc"] == ["1", "1/3", "0"]
    several = gift("Which? {~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-50%d}")
    assert earned(several, ["a", "b", "c"]) == "1"
    assert earned(several, ["a", "b", "d"]) == "1/6"
    assert earned(several, ["d"]) == "0"


def test_a_file_of_windows_reads_the_same() -> None:
    text = "\ufeffWhat? {=a\r\n~b}\r\n\r\nAnd? {T}\r\n"
    assert [q["text"] for q in gift(text).questions] == ["What?", "And?"]


def test_too_much_is_refused() -> None:
    (finding,) = gift("x" * (MAX_BYTES + 1)).findings
    assert finding.code == "too-large"
    imported = gift("What? {T}\n\n" * (MAX_QUESTIONS + 1))
    assert len(imported.questions) == MAX_QUESTIONS
    assert "more than 1,000 questions" in imported.findings[0].message


SIGNS = st.sampled_from("{}=~#%:->\\\n\n\n TFab19[]<$/*\U000f0001\0")


@given(st.one_of(st.text(), st.text(SIGNS, max_size=60)))
def test_any_text_gives_questions_and_findings_and_never_an_error(text: str) -> None:
    imported = gift(text)
    assert all(finding.line >= 1 for finding in imported.findings)
    if imported.questions:
        assert len(questions_of(imported)) == len(imported.questions)


@pytest.mark.parametrize(
    "text",
    [
        "What? {" + "~" * 500_000 + "}",
        "What? {" + "=" * 500_000 + "->}",
        "// " + "[id:" * 200_000 + "\nWhat? {T}",
        "[html]" + "<a " * 200_000 + "{T}",
        "What? {T}\n\n" * 20_000,
    ],
)
def test_hostile_text_costs_no_more_than_its_length(text: str) -> None:
    started = time.process_time()
    gift(text)
    assert time.process_time() - started < 20
