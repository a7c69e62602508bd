"""Read question banks that Moodle has exported as XML.

Source: Moodle's documentation, "Moodle XML format".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import floor

from exams.formats.cloze import read_cloze
from exams.formats.gift_answers import (
    Answer,
    matching,
    read_choice,
    read_numeric,
    read_short,
    read_truth,
)
from exams.formats.intake import ALL, Imported, Intake, essay_rubric
from exams.formats.writing import Authored
from exams.formats.xml_tree import Element, XmlError, read_xml
from exams.tasks.values import plain_fraction

_FORMS = {
    "html": "html",
    "markdown": "markdown",
    "plain_text": "plain",
    "moodle_auto_format": "moodle",
}

_READ = frozenset(
    (
        *("name", "questiontext", "generalfeedback", "defaultgrade", "idnumber", "answer"),
        *("single", "usecase", "subquestion", "units", "graderinfo", "hidden"),
    )
)
_WITHOUT_A_MEANING_HERE = frozenset(
    (
        # How it is shown, and what only counts where one question is tried several times.
        *("penalty", "shuffleanswers", "answernumbering", "showstandardinstruction"),
        *("shownumcorrect", "responseformat", "responserequired", "responsefieldlines"),
        *("unitsleft", "showunits"),
    )
)
_SAYS_NOTHING = frozenset(
    (
        *("", "0", "0.0000000", "0.1000000", "none"),
        # What Moodle writes into every question by itself.
        *("Your answer is correct.", "Your answer is partially correct."),
        "Your answer is incorrect.",
    )
)

_CLOZE = ("cloze", "multianswer")
"""These give their text themselves, since answers stand in it."""

Question = dict[str, Authored]


def read_moodle_xml(content: bytes, *, file: str) -> Imported:
    """Read all questions of an export.

    Args:
        content: The file.
        file: The path as its owner knows it.
    """
    intake = Intake(file=file)
    try:
        root = read_xml(content)
    except XmlError as error:
        intake.left_out(error.line, str(error), code="xml")
        return intake.imported()
    if root.tag != "quiz":
        intake.left_out(
            root.line, f"<{root.tag}> is no question bank; that is a <quiz>", code="xml"
        )
        return intake.imported()
    for element in root:
        if element.tag == "question":
            _take(intake, element)
        else:
            intake.not_taken(element.line, f"<{element.tag}> in a quiz is left out")
    return intake.imported()


def _take(intake: Intake, element: Element) -> None:
    kind = element.attributes.get("type", "")
    if kind == "category":
        category = element.first("category")
        intake.categorise("" if category is None else category.text.strip())
        return
    name = intake.question_id(element.words("idnumber"), _text_of(element.first("name")))
    read = _TYPES.get(kind)
    if kind == "description":
        intake.not_taken(element.line, f"{name}: a description asks nothing; left out")
        return
    if read is None:
        message = f"{name}: questions of the type '{kind[:40]}' have no counterpart here"
        intake.left_out(element.line, message, code="unsupported-type")
        return
    _name_the_rest(intake, name, element)
    text = element.first("questiontext")
    marks = _marks(intake, name, element)
    question = read(intake, name, element, marks)
    if question is None:
        return
    general = markdown(intake, name, element.first("generalfeedback"))
    by_answer = str(question.pop("explanation", ""))
    intake.add(
        element.line,
        {
            "id": name,
            "text": "" if kind in _CLOZE else markdown(intake, name, text),
            "marks": marks,
            **question,
            "explanation": "\n\n".join(part for part in (general, by_answer) if part),
            "retired": element.words("hidden") == "1",
        },
    )


def markdown(intake: Intake, name: str, element: Element | None) -> str:
    """Give the text of an element as Markdown."""
    if element is None:
        return ""
    return intake.text(*_formatted(intake, name, element), element.line, name)


def _formatted(intake: Intake, name: str, element: Element) -> tuple[str, str]:
    """Give the text of an element and its format, and name the files that come with it."""
    for file in element.all("file"):
        message = f"{name}: the file '{file.attributes.get('name', '')[:60]}' is left out"
        intake.not_taken(file.line, message)
    form = _FORMS.get(element.attributes.get("format", "html"), "html")
    inner = element.first("text")
    text = _text_of(element) if inner is None else inner.text
    for part in () if inner is None else inner:
        intake.not_taken(
            part.line, f"{name}: <{part.tag}> in a text is left out, not what it says"
        )
    return text, form


def _text_of(element: Element | None) -> str:
    if element is None:
        return ""
    inner = element.first("text")
    if inner is not None:
        return inner.text.strip()
    return "".join(part for part in element.content if isinstance(part, str)).strip()


def _name_the_rest(intake: Intake, name: str, element: Element) -> None:
    """Name every element of a question that is not read."""
    for inner in element:
        if inner.tag in _READ or inner.tag in _WITHOUT_A_MEANING_HERE:
            continue
        if inner.text.strip() not in _SAYS_NOTHING:
            intake.not_taken(inner.line, f"{name}: <{inner.tag}> is left out")


def _marks(intake: Intake, name: str, element: Element) -> int:
    """Read what a question is worth; our marks are whole."""
    grade = element.first("defaultgrade")
    words = "1" if grade is None else grade.text.strip()
    exact = plain_fraction(words)
    if exact is None:
        exact = Fraction(-1)
    marks = min(1_000, max(1, floor(exact + Fraction(1, 2))))
    if exact != marks:
        line = element.line if grade is None else grade.line
        intake.not_taken(line, f"{name}: worth '{words[:20]}'; marks are whole, so {marks}")
    return marks


def _answers(intake: Intake, name: str, element: Element) -> list[Answer]:
    answers: list[Answer] = []
    for answer in element.all("answer"):
        feedback = markdown(intake, name, answer.first("feedback"))
        tolerance = answer.words("tolerance")
        text = _text_of(answer)
        answers.append(
            Answer(
                right=False,
                percent=answer.attributes.get("fraction", "0"),
                text=f"{text}:{tolerance}" if tolerance else text,
                markdown=markdown(intake, name, answer),
                feedback=feedback,
                line=answer.line,
            )
        )
    return answers


def _multichoice(intake: Intake, name: str, element: Element, marks: int) -> Question | None:
    del marks
    single = element.words("single", "true").lower() in ("true", "1")
    return read_choice(intake, name, _answers(intake, name, element), element.line, single=single)


def _truefalse(intake: Intake, name: str, element: Element, marks: int) -> Question | None:
    del marks
    by_word = {answer.text.strip().lower(): answer for answer in _answers(intake, name, element)}
    true, false = by_word.get("true"), by_word.get("false")
    if true is None or false is None or {true.share, false.share} != {Fraction(0), ALL}:
        intake.left_out(element.line, f"{name}: one of true and false must earn all marks")
        return None
    is_true = true.share == ALL
    right, wrong = (true, false) if is_true else (false, true)
    return read_truth(is_true, (wrong.feedback, right.feedback))


def _shortanswer(intake: Intake, name: str, element: Element, marks: int) -> Question | None:
    del marks
    case_sensitive = element.words("usecase") in ("1", "true")
    answers = _answers(intake, name, element)
    return read_short(intake, name, answers, element.line, case_sensitive=case_sensitive)


def _numerical(intake: Intake, name: str, element: Element, marks: int) -> Question | None:
    del marks
    question = read_numeric(intake, name, _answers(intake, name, element), element.line)
    if question is not None:
        question["unit"] = _unit(intake, name, element)
    return question


def _unit(intake: Intake, name: str, element: Element) -> Mapping[str, Authored]:
    """Read units; Moodle says how many of each make one, we say what one of each is."""
    units: dict[str, Fraction] = {}
    around = element.first("units")
    for unit in around or ():
        factor = plain_fraction(unit.words("multiplier", "1"))
        if factor:
            units[unit.words("unit_name")] = 1 / factor
        else:
            intake.not_taken(unit.line, f"{name}: a unit's multiplier is no number")
    base = next((unit for unit, factor in units.items() if factor == 1 and unit), None)
    if base is None:
        if units and around is not None:
            intake.not_taken(around.line, f"{name}: no unit has the multiplier 1")
        return {}
    others = {unit: str(factor) for unit, factor in units.items() if unit and unit != base}
    return {"name": base, **({"accept": others} if others else {})}


def _matching(intake: Intake, name: str, element: Element, marks: int) -> Question | None:
    del marks
    pairs: list[tuple[str, str]] = []
    for sub in element.all("subquestion"):
        answer = sub.first("answer")
        # The text of the stem is the element's own, that of the match is inside its answer.
        stem = Element(
            tag=sub.tag,
            attributes=sub.attributes,
            line=sub.line,
            content=[p for p in sub.content if not isinstance(p, Element) or p.tag != "answer"],
        )
        pairs.append((markdown(intake, name, stem), _text_of(answer)))
    if not any(stem for stem, _ in pairs):
        intake.left_out(element.line, f"{name}: no pair has a left side")
        return None
    return matching(pairs)


def _essay(intake: Intake, name: str, element: Element, marks: int) -> Question | None:
    grader = element.first("graderinfo")
    words = markdown(intake, name, grader)
    if not words:
        message = f"{name}: an essay without a note for graders; write a rubric of more lines"
        intake.not_taken(element.line, message)
        return {"type": "essay", "rubric": essay_rubric(marks)}
    return {
        "type": "essay",
        "rubric": [{"id": "whole", "text": words, "points": marks}],
    }


def _cloze(intake: Intake, name: str, element: Element, marks: int) -> Question | None:
    del marks
    text = element.first("questiontext")
    if text is None:
        intake.left_out(element.line, f"{name}: it has no text")
        return None
    return read_cloze(intake, name, *_formatted(intake, name, text), line=text.line)


_TYPES: Mapping[str, Callable[[Intake, str, Element, int], Question | None]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "essay": _essay,
    **dict.fromkeys(_CLOZE, _cloze),
}
