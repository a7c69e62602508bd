"""Bank files are changed for their authors without a byte's difference beside the change."""

from __future__ import annotations

import difflib
from itertools import pairwise
from pathlib import Path

import pytest

from exams.formats.edits import AddItem, Edit, EditError, RemoveKey, ReplaceItem, SetKey
from exams.formats.rewriting import BankText, edit_bank, retired
from exams.library import read_banks
from recognition.kernel.yaml import YamlError
from tests.exams.factories import bank_text

QUESTION = """
id: "q1"
text: 'Which one?'  # asked often
type: "single-answer"
marks: 2
options:
  - {id: "a", text: "This", isCorrect: true}
  - id: b
    text: That
"""
BANK = bank_text(QUESTION, "id: q2\ntext: Name it.\ntype: short-answer\ncorrectAnswer: x\n")


def test_no_edit_changes_no_byte() -> None:
    for content in (BANK, BANK.replace("\n", "\r\n"), "\ufeff" + BANK, BANK.removesuffix("\n")):
        assert edit_bank(content.encode(), [], file="demo.md") == content.encode()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_mark_and_body_stay(newline: str) -> None:
    text = "\ufeff" + BANK.replace("\n", newline)
    bank = BankText(text, file="demo.md")
    after = bank.edited([retired(bank.question("q1"))])
    assert after == text.replace(
        f"text: That{newline}", f"text: That{newline}    retired: true{newline}"
    )


def test_questions_and_options_are_found_by_their_ids() -> None:
    bank = BankText(BANK, file="demo.md")
    assert bank.question("q2") == ("questions", 1)
    assert bank.option("q1", "b") == ("questions", 0, "options", 1)
    for wrong in ("q3", "q"):
        with pytest.raises(EditError, match=f"there is no '{wrong}' in questions"):
            bank.question(wrong)
    with pytest.raises(EditError, match="there is no 'c' in options"):
        bank.option("q1", "c")
    with pytest.raises(EditError, match="there is no 'a' in options"):
        bank.option("q2", "a")


def test_a_key_keeps_the_authors_spelling_and_new_ones_follow_it() -> None:
    snake = BANK.replace("passPercentage", "pass_percentage").replace("isCorrect", "is_correct")
    for camel in ("maxAttempts", "timeLimit", "correctAnswer"):
        snake = snake.replace(camel, camel.lower())
    bank = BankText(snake, file="demo.md")
    after = bank.edited(
        [
            SetKey(at=(), name="passPercentage", value=80),
            SetKey(at=bank.question("q2"), name="caseSensitive", value=True),
            AddItem(
                at=bank.question("q1"),
                name="options",
                value={"id": "c", "text": "Else", "isCorrect": True},
            ),
            SetKey(
                at=bank.question("q1"),
                name="scoring",
                value={"policy": "weighted", "values": {"aB": "1"}},
            ),
        ]
    )
    added = [
        line[2:].strip()
        for line in difflib.ndiff(snake.split("\n"), after.split("\n"))
        if line.startswith("+ ")
    ]
    assert added == [
        "pass_percentage: 80",
        '- id: "c"',
        'text: "Else"',
        "is_correct: true",
        "scoring:",
        'policy: "weighted"',
        "values:",
        'aB: "1"',
        "case_sensitive: true",
    ]


def test_a_bank_in_camel_case_gets_camel_case() -> None:
    bank = BankText(BANK, file="demo.md")
    after = bank.edited([RemoveKey(at=bank.option("q1", "a"), name="is-correct")])
    assert '- {id: "a", text: "This"}' in after
    replaced = bank.edited(
        [ReplaceItem(at=bank.question("q2"), value={"id": "q2", "caseSensitive": True})]
    )
    assert '  - id: "q2"\n    caseSensitive: true\n---\n' in replaced


def test_what_is_no_bank_is_refused() -> None:
    for text in ("", "no fence\n", "---\nonly: one fence\n"):
        with pytest.raises(EditError, match="it does not begin with ---"):
            BankText(text, file="demo.md")
    with pytest.raises(EditError, match="has no keys"):
        BankText("---\n- a\n---\n", file="demo.md")
    with pytest.raises(EditError, match="no UTF-8"):
        edit_bank(b"---\n\xff\n---\n", [], file="demo.md")
    with pytest.raises(YamlError, match="aliases"):
        BankText("---\na: &x 1\nb: *x\n---\n", file="demo.md")


@pytest.mark.real_data
def test_every_real_bank_is_edited_with_a_difference_of_just_the_edit(shared_data: Path) -> None:
    files = [Path(reading.file) for reading in read_banks([shared_data / "academy"])]
    assert len(files) == 9
    for file in files:
        content = file.read_bytes()
        assert edit_bank(content, [], file=file.name) == content
        bank = BankText(content.decode(), file=file.name)
        questions = [item for item in _items(bank) if item is not None]
        edits: list[Edit] = []
        for question in questions:
            at = bank.question(question)
            edits += retired(at), SetKey(at=at, name="text", value='Anew: "what"?')
            option = {"id": "none", "text": "Neither"}
            edits.append(AddItem(at=at, name="options", value=option))
        after = bank.edited(edits).split("\n")
        added = {"retired: true", '- id: "none"', 'text: "Neither"'}
        kept = [
            line
            for line, following in pairwise([*after, ""])
            if line.strip() not in added
            and not (line.strip() == "options:" and following.strip() == '- id: "none"')
        ]
        before = content.decode().split("\n")
        changed = [
            n for n, lines in enumerate(zip(before, kept, strict=True)) if len({*lines}) > 1
        ]
        assert changed == [bank.line(bank.question(name), "text") - 1 for name in questions]
        assert {kept[n].strip() for n in changed} == {'text: "Anew: \\"what\\"?"'}


def _items(bank: BankText) -> list[str | None]:
    items = bank.value(("questions",))
    assert isinstance(items, list)
    return [None if item is None else str(item["id"]) for item in items]
