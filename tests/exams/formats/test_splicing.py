"""Single edits, at their exact place, in every style of YAML that authors use."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.formats.edits import (
    AddItem,
    Edit,
    EditError,
    RemoveKey,
    ReplaceItem,
    SetKey,
)
from exams.formats.splicing import spliced
from exams.formats.writing import Item, in_line, mapping_lines, quoted
from recognition.kernel.yaml import read_yaml


def edited(text: str, *edits: Edit) -> str:
    return spliced(read_yaml(text, file="demo.md"), edits)


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ('a: "x"  # why\nb: 2\n', "y", 'a: "y"  # why\nb: 2\n'),
        ("a: 'x'\n", "it's", "a: 'it''s'\n"),
        ("a: 'x'\n", "two\nlines", 'a: "two\\nlines"\n'),
        ("a: x y # c\n", "z w", "a: z w # c\n"),
        ("a: x\n", "yes", 'a: "yes"\n'),
        ("a: x\n", "a: b", 'a: "a: b"\n'),
        ("a: x\n", 3, "a: 3\n"),
        ("a:\nb: 2\n", "y", 'a: "y"\nb: 2\n'),
        ("a: # nothing yet\n", "y", 'a: "y" # nothing yet\n'),
        ("a: {b: , c: 1}\nz: 1\n", "y", 'a: "y"\nz: 1\n'),
        ("a: |\n  one\n  two\n\n# end\nb: 2\n", "y", 'a: "y"\n\n# end\nb: 2\n'),
        ("a: # list\n  - 1\n  - 2 # two\n# end\nb: 2\n", ["y"], 'a: ["y"] # list\n# end\nb: 2\n'),
        ("a:\n- 1\nb: 2\n", "y", 'a: "y"\nb: 2\n'),
        ("a: [1,  2]\n", ["y"], 'a: ["y"]\n'),
        ('"a" : "x"\n', "y", '"a" : "y"\n'),
        ("b: 2\n\n# end\n", "y", 'b: 2\na: "y"\n\n# end\n'),
        ("b: |+\n  x\n\n\n", "y", 'b: |+\n  x\n\n\na: "y"\n'),
    ],
)
def test_a_key_is_set_where_it_stands_or_below_the_others(
    before: str, value: Any, after: str
) -> None:
    assert edited(before, SetKey(at=(), name="a", value=value)) == after


@pytest.mark.parametrize(
    ("before", "at", "after"),
    [
        ("l:\n  - {b: 1}  # c\n", ("l", 0), 'l:\n  - {b: 1, a: "y"}  # c\n'),
        ("l:\n  - {b: 1, }\n", ("l", 0), 'l:\n  - {b: 1, a: "y", }\n'),
        ("l:\n  - {}\n", ("l", 0), 'l:\n  - {a: "y"}\n'),
        ("l:\n  - {a}\n", ("l", 0), 'l:\n  - {a: "y"}\n'),
        ("l:\n-   b: 1\n    c: # d\n-\n", ("l", 0), 'l:\n-   b: 1\n    c: # d\n    a: "y"\n-\n'),
        (
            "l:\n  - b:\n    - 1\n\n  # - a: old\n  - c: 1\n",
            ("l", 0),
            'l:\n  - b:\n    - 1\n    a: "y"\n\n  # - a: old\n  - c: 1\n',
        ),
    ],
)
def test_a_key_of_an_item_is_set_in_the_items_own_style(
    before: str, at: tuple[str | int, ...], after: str
) -> None:
    assert edited(before, SetKey(at=at, name="a", value="y")) == after


@pytest.mark.parametrize(
    ("before", "at", "after"),
    [
        ("a: 1\nx: 2 # gone\n# stays\nb: 3\n", (), "a: 1\n# stays\nb: 3\n"),
        ("x:\n  - 1\n\n  # inside\n  - 2\n\nb: 3\n", (), "\nb: 3\n"),
        ("x: |\n  one\nb: 3\n", (), "b: 3\n"),
        ("l: [{x: 1, b: 2}]\n", ("l", 0), "l: [{b: 2}]\n"),
        ("l: [{b: 2, x: 1}]\n", ("l", 0), "l: [{b: 2}]\n"),
        ("l: [{x: 1}]\n", ("l", 0), "l: [{}]\n"),
        ("l:\n  - x: 1\n    b: 2\n", ("l", 0), "l:\n  - b: 2\n"),
        ("l:\n  - b: 2\n    x: 1\n  - c: 1\n", ("l", 0), "l:\n  - b: 2\n  - c: 1\n"),
        ("l:\n  - x: 1 # c\n", ("l", 0), "l:\n  - {} # c\n"),
    ],
)
def test_a_key_is_removed_with_its_lines(
    before: str, at: tuple[str | int, ...], after: str
) -> None:
    assert edited(before, RemoveKey(at=at, name="x")) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("l:\n  - a: 1\n\n# end\n", "l:\n  - a: 1\n  - b: 2\n    c: 3\n\n# end\n"),
        ("l:\n-   a: 1\n", "l:\n-   a: 1\n-   b: 2\n    c: 3\n"),
        ("l:\n  - a: 1\n  -\n", "l:\n  - a: 1\n  -\n  - b: 2\n    c: 3\n"),
        ("l:\n  -\n", "l:\n  -\n  - b: 2\n    c: 3\n"),
        ("l: [{a: 1}]\n", "l: [{a: 1}, {b: 2, c: 3}]\n"),
        ("l: []\n", "l: [{b: 2, c: 3}]\n"),
        ("l:\nz: 1\n", "l: [{b: 2, c: 3}]\nz: 1\n"),
        ("z: 1\n", "z: 1\nl:\n  - b: 2\n    c: 3\n"),
    ],
)
def test_an_item_is_added_behind_the_last_one(before: str, after: str) -> None:
    assert edited(before, AddItem(at=(), name="l", value={"b": 2, "c": 3})) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("l:\n  - a: 1\n    z: 2 # c\n  - d: 1\n", "l:\n  - b: 2\n    c: 3 # c\n  - d: 1\n"),
        ("l:\n  - a: |\n      x\n\n  - d: 1\n", "l:\n  - b: 2\n    c: 3\n  - d: 1\n"),
        ("l:\n- {a: 1} # c\n- d: 1\n", "l:\n- b: 2\n  c: 3 # c\n- d: 1\n"),
        ("l: [{a: 1}, {d: 1}]\n", "l: [{b: 2, c: 3}, {d: 1}]\n"),
    ],
)
def test_an_item_is_replaced_in_its_place(before: str, after: str) -> None:
    assert edited(before, ReplaceItem(at=("l", 0), value={"b": 2, "c": 3})) == after


@pytest.mark.parametrize(
    ("text", "edit", "problem"),
    [
        ("a: 1\n", SetKey(at=("b",), name="c", value=1), "there is no b"),
        ("a: 1\n", SetKey(at=("a",), name="c", value=1), "a has no keys"),
        ("a: 1\n", RemoveKey(at=(), name="c"), "there is no c"),
        ("a: 1\n", AddItem(at=(), name="a", value={}), "a is no list"),
        ("a: {b: 1}\n", ReplaceItem(at=("a",), value={}), "a is no item"),
        ("a:\n  -\n", ReplaceItem(at=("a", 0), value={}), "a.0 is no item"),
        ("a: 1\n", RemoveKey(at=(), name="a"), "more than it should"),
        ("a: 1\n", SetKey(at=(), name="b", value="x" * 1_000_001), "would break the YAML"),
    ],
)
def test_what_cannot_be_done_is_named(text: str, edit: Edit, problem: str) -> None:
    with pytest.raises(EditError, match=problem):
        edited(text, edit)


def test_two_edits_of_one_place_are_refused() -> None:
    with pytest.raises(EditError, match=r"demo\.md:3: two edits want the same place"):
        edited(
            "a: 1\nl:\n  - b: 1\n    c: 2\n",
            RemoveKey(at=(), name="l"),
            SetKey(at=("l", 0), name="b", value=3),
        )


def test_edits_at_one_place_come_in_the_order_of_their_depth() -> None:
    text = "l:\n  - id: 1\n    o:\n      - x: 1\n"
    edits: list[Edit] = [
        AddItem(at=(), name="l", value={"id": 2}),
        SetKey(at=("l", 0), name="r", value=True),
        AddItem(at=("l", 0), name="o", value={"x": 2}),
    ]
    assert edited(text, *edits) == (
        "l:\n  - id: 1\n    o:\n      - x: 1\n      - x: 2\n    r: true\n  - id: 2\n"
    )


TEXTS = st.text("ab '\"#:{}[]-\\\u2028é", max_size=8)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Write a list of questions in mixed styles, with comments and empty lines anywhere."""
    lines = ['title: "Demo"', draw(st.sampled_from(["", "# about", "  # odd place"]))]
    indent = draw(st.sampled_from(["", "  ", "    "]))
    dash = draw(st.sampled_from(["- ", "-   "]))
    lines.append(draw(st.sampled_from(["questions:", "questions: # all of them"])))
    for number in range(draw(st.integers(1, 3))):
        question: Item = {"id": f"q{number}", "text": draw(TEXTS)}
        options: list[Item] = [{"id": name, "text": draw(TEXTS)} for name in "ab"]
        if draw(st.booleans()):
            lines.append(f"{indent}{dash}{in_line({**question, 'options': options})}")
        else:
            inner: Item = draw(st.sampled_from([{"options": options}, {"marks": 2}]))
            block = mapping_lines({**question, **inner})
            if draw(st.booleans()):
                block.insert(1, "note: |" + draw(st.sampled_from(["", "-", "+"])))
                block[2:2] = ["  # no comment", "", "  text"]
            prefix = dash
            for line in block:
                lines.append(indent + prefix + line if line else "")
                prefix = " " * len(dash)
        lines += draw(
            st.lists(
                st.sampled_from(["", f"{indent}# - id: old", f"{indent}-", "# left"]), max_size=2
            )
        )
    lines.append("last: 1")
    return draw(st.sampled_from(["\n", "\r\n"])).join([*lines, ""])


@given(documents(), st.data())
def test_any_edits_of_any_questions_do_what_they_say_and_no_more(
    text: str, data: st.DataObject
) -> None:
    """The editor itself refuses a text that does not read back as meant; none is refused."""
    document = read_yaml(text, file="demo.md")
    edits: list[Edit] = []
    for index, question in enumerate(document.value["questions"]):
        if question is None:
            continue
        at = ("questions", index)
        value = data.draw(TEXTS)
        kind = data.draw(st.sampled_from(["none", "set", "new", "option", "remove", "replace"]))
        if kind == "set":
            edits.append(SetKey(at=at, name="text", value=value))
        elif kind == "new":
            edits += [SetKey(at=at, name=name, value=value) for name in ("fresh", "fresher")]
        elif kind == "option":
            edits.append(AddItem(at=at, name="options", value={"id": "new", "text": value}))
        elif kind == "remove":
            edits.append(RemoveKey(at=at, name=data.draw(st.sampled_from(["id", "text"]))))
        elif kind == "replace":
            edits.append(ReplaceItem(at=at, value={"id": "else", "text": value}))
    if data.draw(st.booleans()):
        edits.append(AddItem(at=(), name="questions", value={"id": "last"}))
    after = spliced(document, edits, newline="\r\n" if "\r\n" in text else "\n")
    assert ("\n" in after.replace("\r\n", "")) == ("\n" in text.replace("\r\n", ""))
    if not edits:
        assert after == text


@given(documents(), TEXTS)
def test_a_change_and_its_opposite_give_the_same_bytes(text: str, value: str) -> None:
    document = read_yaml(text, file="demo.md")
    before = document.value["questions"][0]["text"]
    changed = edited(text, SetKey(at=("questions", 0), name="text", value=value))
    assert edited(changed, SetKey(at=("questions", 0), name="text", value=before)) == text
    assert quoted(before) in text
