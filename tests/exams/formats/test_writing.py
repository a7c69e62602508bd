from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.formats.academy import front_matter, read_bank
from exams.formats.writing import Item, bank_text, in_line, mapping_lines
from recognition.kernel.yaml import read_yaml

TEXTS = st.text(
    st.one_of(
        st.sampled_from(" \t\n\r\"'\\:#-{}[]|>&*!%@`,?~\x00\x07\x85\u2028\ufeff\x7f"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=20,
)
SCALARS = st.one_of(TEXTS, st.booleans(), st.integers(-(10**9), 10**9))
KEYS = st.text("abcXYZ_-0 :#'\"", min_size=1, max_size=6)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_what_is_written_reads_back_the_same(mapping: dict[str, Any]) -> None:
    lines = "\n".join(mapping_lines(mapping)) + "\n"
    assert (read_yaml(lines, file="x").value or {}) == mapping
    assert read_yaml(in_line(mapping), file="x").value == mapping


@given(st.lists(TEXTS, min_size=1, max_size=3), TEXTS)
def test_a_bank_keeps_its_fences_whatever_its_texts_are(texts: list[str], body: str) -> None:
    questions = [{"id": f"q{n}", "text": text} for n, text in enumerate(texts)]
    parts = front_matter(bank_text({"type": "test"}, questions, body=body))
    assert parts is not None
    assert read_yaml(parts[0], file="x").value == {"type": "test", "questions": questions}
    assert parts[1].strip() == body.strip()


@pytest.mark.parametrize(
    ("mapping", "lines"),
    [
        ({"id": "q1", "marks": 2, "retired": True}, ['id: "q1"', "marks: 2", "retired: true"]),
        ({"accept": ["a", 'b"']}, ['accept: ["a", "b\\""]']),
        ({"options": []}, ["options: []"]),
        ({"yes": "no"}, ['"yes": "no"']),
        ({"text": "One\n\n  two"}, ["text: |-", "  One", "", "    two"]),
        ({"text": "ends \n"}, ['text: "ends \\n"']),
        ({"text": "a\n \nb"}, ['text: "a\\n \\nb"']),
        (
            {"options": [{"id": "a", "text": "A\nB"}, {"id": "b"}]},
            ["options:", '  - id: "a"', "    text: |-", "      A", "      B", '  - id: "b"'],
        ),
        (
            {"scoring": {"policy": "weighted", "values": {"a b": "1/2"}}},
            ["scoring:", '  policy: "weighted"', "  values:", '    "a b": "1/2"'],
        ),
    ],
)
def test_values_are_written_as_authors_write_them(
    mapping: dict[str, Any], lines: list[str]
) -> None:
    assert mapping_lines(mapping) == lines


def test_a_written_bank_is_read_without_a_finding() -> None:
    question: Item = {
        "id": "q1",
        "text": "Which?",
        "type": "single-answer",
        "marks": 2,
        "options": [{"id": "a", "text": "This", "isCorrect": True}, {"id": "b", "text": "That"}],
    }
    text = bank_text({"title": "Demo", "type": "test"}, [question], body="About *this*.")
    reading = read_bank(text, file="demo.md")
    assert reading is not None
    assert reading.findings == ()
    assert reading.bank is not None
    assert reading.bank.description == "About *this*."
