from __future__ import annotations

import json
from contextlib import suppress
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.tasks.documents import read_document, read_documents
from exams.tasks.limits import MAX_BYTES, MAX_DEPTH, MAX_NODES, UnreadableError

FULL = MAX_BYTES

HOSTILE = {
    "billion laughs": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "merge keys": "a: &a {x: 1}\nb: {<<: *a}\n",
    "open brackets": "[" * FULL,
    "open braces": "{" * FULL,
    "JSON brackets": '{"a": ' + "[" * (FULL - 10),
    "closed brackets": "[" * (FULL // 2) + "]" * (FULL // 2),
    "dashes": "- " * (FULL // 2),
    "questions": "? " * (FULL // 2),
    "colons": ": " * (FULL // 2),
    "many documents": "---\n" * (FULL // 4),
    "many commas": "[" + "0," * (FULL // 2 - 10) + "0]",
    "many keys": "{" + ",".join(f'"{n}":0' for n in range(MAX_NODES)) + "}",
    "tags": "!!python/object/apply:os.system ['true']",
    "directive": "%YAML 1.1\n---\na: yes\n",
    "tabs": "\t" * FULL,
    "NUL": "a: \0",
    "half a character": "a: \ud800",
    "infinite": "a: .inf",
    "huge exponent": '{"a": 1e999999999}',
    "tiny exponent": '{"a": 1e-999999999}',
    "many digits": '{"a": ' + "9" * 60_000 + "}",
    "many digits in YAML": "a: " + "9" * 60_000,
    "not a number": '{"a": NaN}',
    "two keys": '{"a": 1, "a": 2}',
    "too large": "a" * (FULL + 1),
    "too large in bytes": "ä" * (FULL // 2 + 1),
    "nothing": "",
    "blank": " \n\n",
    "comment only": "# nothing",
    "only markers": "---\n---\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_refused_in_a_sentence_and_at_once(name: str) -> None:
    begin = process_time()
    with pytest.raises(UnreadableError) as refused:
        read_document(HOSTILE[name])
    assert process_time() - begin < 2
    assert 0 < len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: [2\nc: 3\n", "line 3: not valid YAML"),
        ("a: 1\na: 2\n", "line 2: 'a' stands on line 1 too"),
        ("a: &x 1\nb: *x\n", "line 1: anchors and aliases are not accepted"),
        ('{"a": 1,\n"b" 2}', "line 2: not valid JSON"),
        ('{"a": {"b": 1, "b": 2}}', "'b' stands twice in one object"),
        ("a: 1\n---\nb: 2\n", "there are 2 documents; one was asked for"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, problem: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_document(text)
    assert problem in str(refused.value)


def test_several_documents_are_read_in_order_without_empty_ones() -> None:
    assert read_documents("a: 1\n---\n---\nb: [2]\n") == ({"a": 1}, {"b": [2]})


def test_json_keeps_its_strings_whatever_brackets_are_in_them() -> None:
    inside = json.dumps({"schema": "{" * 100 + '\\"' + "[" * 100, "list": [1.5, 2, None]})
    assert read_document(inside)["schema"].startswith("{{")


def test_a_document_may_be_as_deep_as_the_limit() -> None:
    levels = MAX_DEPTH - 1
    value: Any = read_document('{"a":' + "[" * levels + "1" + "]" * levels + "}")["a"]
    for _level in range(levels):
        value = value[0]
    assert value == 1


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(value=st.dictionaries(st.text(max_size=6), VALUES, max_size=4))
def test_json_is_read_as_it_was_written(value: Any) -> None:
    assert read_document(json.dumps(value)) == value


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet="ab:-?[]{},&*!|>'\"%@#\\\n \t1.eN\0\ud800", max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (read_document, read_documents):
        with suppress(UnreadableError):
            read(text)
