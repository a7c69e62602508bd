from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.formats.moodle_xml import read_moodle_xml
from tests.exams.formats.imports import earned, found, option, questions_of, the_question


def moodle(*questions: str) -> Any:
    """Read a quiz; its first question stands on line 2."""
    text = "<?xml version='1.0' encoding='UTF-8'?><quiz>\n" + "\n".join(questions) + "\n</quiz>"
    return read_moodle_xml(text.encode(), file="quiz.xml")


def question(kind: str, inner: str = "", *, text: str = "What?", name: str = "Q") -> str:
    return (
        f"<question type='{kind}'><name><text>{name}</text></name>\n"
        f"<questiontext format='html'><text><![CDATA[{text}]]></text></questiontext>\n"
        f"{inner}</question>"
    )


def answer(fraction: object, text: str, feedback: str = "", more: str = "") -> str:
    said = f"<feedback><text>{feedback}</text></feedback>" if feedback else ""
    return f"<answer fraction='{fraction}'><text>{text}</text>{said}{more}</answer>"


SEVERAL = "<single>false</single>"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            question("multichoice", answer(100, "this", "yes") + answer(0, "that")),
            {
                "type": "single-answer",
                "options": [
                    {"id": "a", "text": "this", "isCorrect": True},
                    {"id": "b", "text": "that"},
                ],
                "explanation": "- this: yes",
            },
        ),
        (
            question(
                "truefalse",
                answer(0, "true", "no")
                + answer(100, "false")
                + "<generalfeedback><text>Because.</text></generalfeedback>",
            ),
            {
                "type": "true-false",
                "options": [
                    {"id": "true", "text": "True"},
                    {"id": "false", "text": "False", "isCorrect": True},
                ],
                "explanation": "Because.\n\n- True: no",
            },
        ),
        (
            question(
                "shortanswer", "<usecase>1</usecase>" + answer(100, "Ann*") + answer(100, "B")
            ),
            {
                "type": "short-answer",
                "correctAnswer": "Ann*",
                "accept": ["B"],
                "wildcard": True,
                "caseSensitive": True,
            },
        ),
        (
            question("numerical", answer(100, "9.81", more="<tolerance>0.01</tolerance>")),
            {"type": "numeric", "correctAnswer": "9.81", "tolerance": "0.01"},
        ),
        (
            question("essay", "<graderinfo><text>Two reasons.</text></graderinfo>"),
            {"type": "essay", "rubric": [{"id": "whole", "text": "Two reasons.", "points": 1}]},
        ),
        (
            question("cloze", text="It is {1:SHORTANSWER_C:=A b#yes~%0%c} or {1:MC:=x~%0%y\\~}."),
            {
                "type": "blanks",
                "blanks": [
                    {"id": "g1", "accept": ["A b"], "caseSensitive": True},
                    {"id": "g2", "accept": ["x"], "options": ["x", "y~"]},
                ],
                "scoring": "each-answer",
                "explanation": "- A b: yes",
            },
        ),
        (
            question("truefalse", answer(100, "true") + answer(0, "false") + "<hidden>1</hidden>"),
            {
                "type": "true-false",
                "options": [
                    {"id": "true", "text": "True", "isCorrect": True},
                    {"id": "false", "text": "False"},
                ],
                "retired": True,
            },
        ),
    ],
)
def test_each_kind_of_question_gets_its_counterpart(
    written: str, expected: dict[str, Any]
) -> None:
    imported = moodle(written)
    assert the_question(imported) == expected
    assert found(imported) == []
    assert expected.get("retired") or len(questions_of(imported)) == 1


def test_weights_of_options_are_kept_exactly() -> None:
    thirds = "".join(answer("33.33333", text) for text in "abc") + answer(-50, "d")
    imported = moodle(question("multichoice", SEVERAL + thirds))
    assert earned(imported, ["a", "b", "c"]) == "1"
    assert earned(imported, ["a", "d"]) == "0"
    assert earned(imported, ["a", "b", "d"]) == "1/6"
    single = moodle(question("multichoice", answer(100, "a") + answer(50, "b") + answer(0, "c")))
    assert [earned(single, name) for name in "abc"] == ["1", "1/2", "0"]


def test_units_are_converted() -> None:
    units = "".join(
        f"<unit><multiplier>{factor}</multiplier><unit_name>{name}</unit_name></unit>"
        for factor, name in ((1, "m"), (100, "cm"))
    )
    inner = answer(100, "2", more="<tolerance>0.1</tolerance>") + f"<units>{units}</units>"
    imported = moodle(question("numerical", inner))
    assert [earned(imported, text) for text in ("2 m", "205 cm", "2 cm")] == ["1", "1", "0"]


def test_pairs_are_matched_and_each_counts() -> None:
    pairs = "".join(
        f"<subquestion format='html'><text><![CDATA[{stem}]]></text>"
        f"<answer><text>{match}</text></answer></subquestion>"
        for stem, match in (("<b>a</b>", "1"), ("b", "2"), ("", "3"))
    )
    imported = moodle(question("matching", pairs))
    assert the_question(imported)["pairs"][0] == {"id": "p1", "text": "**a**", "match": "1"}
    assert the_question(imported)["distractors"] == ["3"]
    one, three = option(imported, "1"), option(imported, "3")
    assert earned(imported, {"p1": one, "p2": three}) == "1/2"


def test_names_marks_categories_and_texts_are_taken() -> None:
    listed = "<ul><li>one</li><li>H<sub>2</sub>O</li></ul>"
    body = f"<p>Run <code>a_b</code>:</p><pre>x  *y*\nz</pre>{listed}"
    choice = answer(100, "a") + answer(0, "b") + "<defaultgrade>3.0000000</defaultgrade>"
    imported = moodle(
        "<question type='category'><category><text>$course$/A/The basics</text></category>"
        "</question>",
        question("multichoice", choice + "<idnumber>net 1</idnumber>", text=body),
    )
    (taken,) = imported.questions
    assert (taken["id"], taken["marks"], taken["competency"]) == ("net-1", 3, "the-basics")
    assert taken["text"] == "Run `a_b`:\n\n```\nx  *y*\nz\n```\n\n- one\n- H₂O"
    assert imported.competencies == {"the-basics": "The basics"}


CHOICE = answer(100, "a") + answer(0, "b")


@pytest.mark.parametrize(
    ("written", "line", "severity", "words"),
    [
        (question("multichoice", CHOICE + "<hint><text>x</text></hint>"), 4, "warning", "<hint>"),
        (question("multichoice", CHOICE + "\n<tags><tag/>net</tags>"), 5, "warning", "<tags>"),
        (
            question(
                "multichoice", CHOICE + "<correctfeedback><text>Bravo</text></correctfeedback>"
            ),
            4,
            "warning",
            "<correctfeedback>",
        ),
        (question("multichoice", CHOICE, text="<img src='x'>See"), 3, "warning", "img in a text"),
        (
            question("multichoice", CHOICE).replace(
                "</questiontext>", "<file name='a.png'/></questiontext>"
            ),
            3,
            "warning",
            "the file 'a.png'",
        ),
        (
            question("multichoice", CHOICE).replace("<![CDATA[What?]]>", "What <b>now</b>?"),
            3,
            "warning",
            "<b> in a text",
        ),
        (
            question("multichoice", CHOICE + "<defaultgrade>2.5</defaultgrade>"),
            4,
            "warning",
            "so 3",
        ),
        (question("multichoice", CHOICE + "<defaultgrade>x</defaultgrade>"), 4, "warning", "so 1"),
        # Read as a number, it would fill the memory.
        (
            question("multichoice", CHOICE + "<defaultgrade>1e99999999</defaultgrade>"),
            4,
            "warning",
            "so 1",
        ),
        (question("multichoice", CHOICE + answer(-25, "c")), 4, "warning", "takes 25 % away"),
        (question("shortanswer", answer(100, "a") + answer(50, "b")), 4, "warning", "50 % is not"),
        (
            question("numerical", answer(100, "1") + answer(50, "2")),
            4,
            "warning",
            "further number",
        ),
        (
            question(
                "numerical",
                answer(100, "1") + "<units><unit><multiplier>x</multiplier></unit></units>",
            ),
            4,
            "warning",
            "multiplier is no number",
        ),
        (
            question(
                "numerical",
                answer(100, "1") + "<units><unit><multiplier>2</multiplier></unit></units>",
            ),
            4,
            "warning",
            "no unit has the multiplier 1",
        ),
        (question("essay"), 2, "warning", "rubric"),
        (question("essay", "<attachments>2</attachments>"), 4, "warning", "<attachments>"),
        (question("description"), 2, "warning", "asks nothing"),
        ("<intro/>", 2, "warning", "<intro> in a quiz"),
        (question("cloze", text="{1:SA:=a*} {2:SA:=b}"), 3, "warning", "taken as a star"),
        (question("cloze", text="{1:SA:=a} {2:SA:=b}"), 3, "warning", "gaps weigh 1, 2"),
        (question("cloze", text="{1:SA:=a~%50%b}"), 3, "warning", "worth 50 % is taken as wrong"),
        (question("cloze", text="{1:NUMERICAL:=1:0}"), 3, "error", "type 'NUMERICAL'"),
        (question("cloze", text="{1:SA:%50%a}"), 3, "error", "no answer of a gap"),
        (question("cloze", text="{1:SA:=a"), 3, "error", "1 to 20 gaps"),
        (question("cloze", text="{1:SA:=a} {1:SA:=b"), 3, "error", "cannot be read"),
        (question("calculated"), 2, "error", "type 'calculated'"),
        (question("ddimageortext"), 2, "error", "type 'ddimageortext'"),
        (
            question("multichoice", SEVERAL + CHOICE.replace("100", "90")),
            2,
            "error",
            "90 % together",
        ),
        (question("multichoice", CHOICE.replace("100", "x")), 4, "error", "'x' is no percentage"),
        (question("multichoice", answer(50, "a")), 2, "error", "no option earns all marks"),
        (question("truefalse", answer(100, "true")), 2, "error", "one of true and false"),
        (question("numerical", answer(100, "one")), 4, "error", "no number or range"),
        (question("matching"), 2, "error", "no pair has a left side"),
    ],
)
def test_what_is_not_taken_is_named_with_its_line(
    written: str, line: int, severity: str, words: str
) -> None:
    imported = moodle(written)
    (finding,) = [f for f in found(imported) if words in f[2]]
    assert finding[:2] == (line, severity)
    asks = severity == "warning" and not {"asks nothing", "<intro> in a quiz"} & {words}
    assert len(imported.questions) == asks


def test_what_is_no_quiz_is_refused_with_its_line() -> None:
    for content, line, words in (
        (b"", 1, "not valid XML"),
        (b"<quiz>\n<question>", 2, "not valid XML"),
        (b"<html/>", 1, "<html> is no question bank"),
        (b"<quiz>\n" + b"<a>" * 70, 2, "nested deeper than 60"),
        (b"<!DOCTYPE quiz [<!ENTITY a 'b'>]><quiz>&a;</quiz>", 1, "document type"),
        (b"<!DOCTYPE quiz SYSTEM 'http://127.0.0.1/x.dtd'><quiz/>", 1, "document type"),
        (b"<?xml version='1.0' encoding='nonsense'?><quiz/>", 1, "not valid XML"),
        (b"<quiz>" + b"<a/>" * 100_001 + b"</quiz>", 1, "more than 100,000 elements"),
        (b" " * 5_000_001, 1, "larger than 5,000,000 bytes"),
    ):
        (finding,) = read_moodle_xml(content, file="quiz.xml").findings
        assert (finding.line, finding.code) == (line, "xml")
        assert words in finding.message


@given(
    st.one_of(
        st.binary(),
        st.lists(
            st.sampled_from(
                [
                    *("<quiz>", "</quiz>", "<question type='multichoice'>", "</question>"),
                    *("<text>", "</text>", "<answer fraction='100'>", "</answer>", "a", "<name>"),
                    *("<question type='cloze'>", "{1:SA:=a}", "<questiontext>", "</questiontext>"),
                    *("<![CDATA[<p>x]]>", "&amp;", "<question type='numerical'>", "1", "<units>"),
                ]
            ),
            max_size=25,
        ).map(lambda pieces: "".join(["<quiz>", *pieces, "</quiz>"]).encode()),
    )
)
def test_any_bytes_give_questions_and_findings_and_never_an_error(content: bytes) -> None:
    imported = read_moodle_xml(content, file="quiz.xml")
    assert imported.findings or not imported.questions or questions_of(imported)
