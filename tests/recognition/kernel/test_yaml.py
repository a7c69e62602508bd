"""Reading YAML: plain values, their lines, and every refusal with its place."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from recognition.kernel.findings import Severity
from recognition.kernel.yaml import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    Limits,
    YamlError,
    read_yaml,
    read_yaml_documents,
)

TEXT = """\
title: Meshery CLI
# a comment moves everything down
questions:
  - id: q1
    text: |
      two
      lines
    options: [a, b]
  - id: q2
"""


def refusal(text: str, *, first_line: int = 1) -> tuple[str, int]:
    with pytest.raises(YamlError) as caught:
        read_yaml(text, file="bank.md", first_line=first_line)
    finding = caught.value.finding
    assert finding.file == "bank.md"
    assert finding.severity is Severity.ERROR
    place = f"bank.md:{finding.line}" + (f":{finding.column}" if finding.column else "")
    assert str(caught.value).startswith(f"{place}: error: ")
    return finding.code, finding.line


def test_values_are_plain() -> None:
    assert read_yaml(TEXT, file="bank.md").value == {
        "title": "Meshery CLI",
        "questions": [
            {"id": "q1", "text": "two\nlines\n", "options": ["a", "b"]},
            {"id": "q2"},
        ],
    }


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("~", None),
        ("", None),
        ("true", True),
        ("False", False),
        ("7", 7),
        ("-7", -7),
        ("0x1F", 31),
        ("0.5", 0.5),
        ("1e3", 1000.0),
        ("'7'", "7"),
        ('"true"', "true"),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("=", "="),
        ("<<", "<<"),
        ("1.2.3", "1.2.3"),
        ("12:30:45", "12:30:45"),
        ("2026-10-02", "2026-10-02"),
        ("2026-10-02T12:00:00Z", "2026-10-02T12:00:00Z"),
    ],
)
def test_a_scalar_means_what_its_author_sees(written: str, value: object) -> None:
    read = read_yaml(f"key: {written}", file="f.yml").value["key"]
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n"])
def test_an_empty_document_is_none(text: str) -> None:
    assert read_yaml(text, file="f.yml").value is None


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert read_yaml("\ufeffa: 1", file="f.yml").value == {"a": 1}


def test_every_key_and_item_has_its_line() -> None:
    document = read_yaml(TEXT, file="bank.md")
    assert document.line() == 1
    assert document.line("title") == 1
    assert document.line("questions") == 3
    assert document.line("questions", 0) == 4
    assert document.line("questions", 0, "text") == 5
    assert document.line("questions", 0, "options") == 8
    assert document.line("questions", 0, "options", 1) == 8
    assert document.line("questions", 1, "id") == 9


def test_front_matter_counts_from_its_own_first_line() -> None:
    document = read_yaml(TEXT, file="bank.md", first_line=2)
    assert document.line() == 2
    assert document.line("questions", 1) == 10
    assert refusal("a: 1\na: 2", first_line=2) == ("duplicate-key", 3)
    assert refusal("a: 1\n b: c: d", first_line=10)[1] == 11


def test_a_key_that_is_missing_is_pointed_at_from_above() -> None:
    document = read_yaml(TEXT, file="bank.md")
    assert document.line("questions", 1, "options", 3, "isCorrect") == 9
    assert document.line("nothing") == 1


def test_a_finding_of_a_document_knows_its_place() -> None:
    document = read_yaml(TEXT, file="bank.md")
    finding = document.finding(
        "no-options", "has no options", "questions", 1, severity=Severity.WARNING
    )
    assert str(finding) == "bank.md:9:5: warning: has no options [no-options]"


def test_windows_line_ends_count_as_one() -> None:
    assert read_yaml("a: 1\r\nb:\r\n  c: 2\r\n", file="f.yml").line("b", "c") == 3


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: 2\na: 3", "duplicate-key", 3),
        ("a: 1\n'a': 2", "duplicate-key", 2),
        ("a:\n  b: {c: 1, c: 2}", "duplicate-key", 2),
        ("1: x\n'1': y", "duplicate-key", 2),
        ("a: &x [1]\nb: 2", "alias", 1),
        ("&x a: 1", "alias", 1),
        ("a: 1\nb: *x", "alias", 2),
        ("a: 1\nb: !!str 5", "tag", 2),
        ("a: 1\nb: !!int '5'", "tag", 2),
        ("!!set {a}", "tag", 1),
        ("a: 1\nb: !x [1]", "tag", 2),
        ("a: ! b", "tag", 1),
        ("!!str a: 1", "tag", 1),
        ("a:\n  - !!python/object/apply:os.system [ls]", "tag", 2),
        ("a: 1\n? [b]\n: 2", "key", 2),
        ("a: 1\n? {b: c}\n: 2", "key", 2),
        ("a: 010", "number", 1),
        ("a: 1\nb: .inf", "number", 2),
        ("a: .nan", "number", 1),
        ("a: 1e400", "number", 1),
        ("a: " + "9" * 5000, "number", 1),
        ("a: 1\n---\nb: 2", "yaml", 2),
        ("a: b: c", "yaml", 1),
        ("a: 1\n\tb: 2", "yaml", 2),
        ("a: 'open", "yaml", 1),
        ("a: 1\nb: 2\nc: \x01", "yaml", 3),
        ("a: \ud800", "yaml", 1),
    ],
)
def test_what_hides_a_mistake_is_refused_where_it_stands(text: str, code: str, line: int) -> None:
    assert refusal(text) == (code, line)


@pytest.mark.parametrize("text", ["%YAML 1.1\n---\na: yes", "%TAG ! tag:x,2000:\n---\na: 1"])
def test_a_directive_cannot_change_what_words_mean(text: str) -> None:
    assert refusal(text)[0] == "directive"


def test_a_message_about_a_long_number_stays_short() -> None:
    with pytest.raises(YamlError) as caught:
        read_yaml("a: " + "9" * 5000, file="f.yml")
    assert len(str(caught.value)) < 200


def test_two_documents_are_told_in_a_whole_sentence() -> None:
    with pytest.raises(YamlError, match="expected a single document in the stream, but found"):
        read_yaml("a: 1\n---\nb: 2", file="f.yml")


def test_depth_is_bounded_and_the_bound_itself_is_allowed() -> None:
    deepest = "[" * (MAX_DEPTH) + "1" + "]" * (MAX_DEPTH)
    value: Any = read_yaml(deepest, file="f.yml").value
    for _ in range(MAX_DEPTH):
        (value,) = value
    assert value == 1
    assert refusal(f"[{deepest}]") == ("too-deep", 1)


@pytest.mark.parametrize("sign", ["[", "{", "- ", "? "])
def test_an_endless_nest_is_refused_before_it_is_built(sign: str) -> None:
    assert refusal(sign * 20_000) == ("too-deep", 1)


def test_size_counts_bytes_not_letters() -> None:
    assert refusal("# " + "é" * (MAX_BYTES // 2)) == ("too-large", 1)
    assert read_yaml("# " + "e" * (MAX_BYTES - 2), file="f.yml").value is None
    assert refusal("# " + "e" * (MAX_BYTES - 1)) == ("too-large", 1)


@pytest.mark.timeout(60)
def test_a_million_commas_are_refused_early() -> None:
    assert refusal("[" + "a,\n" * (MAX_NODES + 10) + "]") == ("too-large", MAX_NODES)


# The dumper leaves YAML 1.1's exotic line breaks bare, and reads them back as spaces.
LETTERS = st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029")
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(LETTERS, max_size=20)
)
KEYS = st.text(LETTERS, min_size=1, max_size=10)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(value=VALUES, flow=st.booleans())
def test_what_a_dumper_writes_is_read_back(value: Any, *, flow: bool) -> None:
    dumper = YAML(typ="safe", pure=True)
    dumper.default_flow_style = flow
    dumper.width = 200
    # The dumper names equal containers once and refers to them; people write them out.
    dumper.representer.ignore_aliases = lambda *_args: True
    stream = io.StringIO()
    dumper.dump(value, stream)
    assert read_yaml(stream.getvalue(), file="f.yml").value == value


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet="ab:-?[]{},&*!|>'\"%@#\n \t1.", max_size=60))
def test_any_text_is_read_or_refused_with_a_line_of_its_own(text: str) -> None:
    try:
        lines = set(read_yaml(text, file="f.yml").lines.values())
    except YamlError as error:
        lines = {error.finding.line}
    assert lines <= set(range(1, text.count("\n") + 2))


def test_several_documents_are_read_in_order_each_with_its_own_lines() -> None:
    first, nothing, last = read_yaml_documents("a: 1\n---\n---\nb:\n  - c\n", file="f.yml")
    assert (first.value, nothing.value, last.value) == ({"a": 1}, None, {"b": ["c"]})
    assert (first.line("a"), last.line("b"), last.line("b", 0)) == (1, 4, 5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\n---\n[[[[1]]]]", "too-deep"),
        ("[1, 2]\n---\n[1, 2, 3]", "too-large"),
        ("a: " + "x" * 60, "too-large"),
        ("a: 1\n---\nb: &x 1", "alias"),
    ],
)
def test_limits_hold_for_all_the_documents_together(text: str, code: str) -> None:
    limits = Limits(size=60, depth=3, nodes=6)
    with pytest.raises(YamlError) as refused:
        read_yaml_documents(text, file="f.yml", limits=limits)
    assert refused.value.finding.code == code
