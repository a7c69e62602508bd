"""Tests of reading single fields: each kind of value, and what is wrong with the others."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.facts import MAX_NUMBER
from webhooks.payloads import PayloadError
from webhooks.payloads.fields import Fields, read_object


def fields(**value: Any) -> Fields:
    return Fields(value, "a.")


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b"", "not JSON"),
        (b'{"action":', "not JSON"),
        (b"\xff\xfe{}", "not JSON"),
        ("{}".encode("utf-16"), "not JSON"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b'{"a": NaN}', "NaN is not a JSON number"),
        (b'{"a": -Infinity}', "not a JSON number"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b'{"b": {"a": 1, "a": 1}}', "twice"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deep"),
        (b"[" * 25 * 1024 * 1024, "nested too deep"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "nested too deep"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b'"text"', "not a JSON object"),
    ],
)
def test_fault_25_what_is_no_sound_json_object_is_refused(body: bytes, complaint: str) -> None:
    with pytest.raises(PayloadError, match=complaint):
        read_object(body)


@given(body=st.one_of(st.binary(max_size=50), st.text(max_size=50).map(str.encode)))
@settings(max_examples=200, deadline=None)
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    with suppress(PayloadError):
        read_object(body)


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "\0", "a\0b"])
def test_fault_26_halves_of_characters_and_nul_are_refused(text: str) -> None:
    """SQLite cannot take the one, PostgreSQL not the other."""
    payload = read_object(json.dumps({"body": text, "login": text}).encode())
    for read in (payload.maybe_text, payload.word):
        with pytest.raises(PayloadError, match="must be a text without"):
            read("body")


@pytest.mark.parametrize("text", ["", "🎉", "a\u202eb", "\u200b", "a\nb\tc", "é\u0301"])
def test_other_texts_are_kept_as_they_are(text: str) -> None:
    assert fields(body=text).maybe_text("body") == text


@pytest.mark.parametrize("text", ["a\u202eb", "\u200b", "a\nb", "a" * 513, ""])
def test_names_hold_only_what_can_be_seen(text: str) -> None:
    with pytest.raises(PayloadError, match=r"^a\.login must be"):
        fields(login=text).word("login")


@pytest.mark.parametrize(
    ("method", "missing"),
    [
        ("maybe_object", None),
        ("maybe_text", None),
        ("maybe_number", None),
        ("maybe_moment", None),
        ("maybe_account", None),
        ("objects", ()),
        ("names", ()),
        ("truth", False),
    ],
)
def test_null_and_absent_are_the_same(method: str, missing: object) -> None:
    assert getattr(fields(), method)("b") == missing
    assert getattr(fields(b=None), method)("b") == missing


@pytest.mark.parametrize("method", ["object", "text", "word", "number", "moment"])
def test_what_must_be_there_is_missed_by_its_name(method: str) -> None:
    for each in (fields(), fields(b=None)):
        with pytest.raises(PayloadError, match=r"^a\.b must be there$"):
            getattr(each, method)("b")


WRONG: dict[str, list[Any]] = {
    "maybe_object": [1, "x", [], True],
    "objects": [1, "x", {}, [1], [{}, "x"]],
    "maybe_text": [1, [], {}, True],
    "text": [""],
    "maybe_number": ["1", 1.0, True, [], -1, MAX_NUMBER + 1, 10**30],
    "number": [0],
    "truth": [1, "true", []],
    "maybe_moment": ["", "yesterday", 1_700_000_000, "2026-10-02", "2026-10-02T12:00:00"],
    "maybe_account": ["ada", {}, {"id": 1}, {"login": "ada"}, {"id": 0, "login": "ada"}],
    "names": [[{}], [{"name": None}], [{"name": ""}]],
}


@pytest.mark.parametrize(
    ("method", "value"), [(method, value) for method, values in WRONG.items() for value in values]
)
def test_a_value_of_another_kind_is_refused(method: str, value: Any) -> None:
    with pytest.raises(PayloadError, match=r"^a\.b"):
        getattr(fields(b=value), method)("b")


def test_a_moment_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(PayloadError):
        fields(b="0001-01-01T00:00:00+14:00").maybe_moment("b")


@pytest.mark.parametrize(
    "text", ["2026-10-02T12:00:00Z", "2026-10-02T14:00:00.000+02:00", "2026-10-02T08:00:00-04:00"]
)
def test_moments_come_in_utc(text: str) -> None:
    assert fields(b=text).moment("b") == datetime(2026, 10, 2, 12, tzinfo=UTC)


def test_null_items_of_lists_are_left_out() -> None:
    assert fields(b=[None, {"name": "z"}, None, {"name": "a"}]).names("b") == ("a", "z")


def test_a_complaint_names_the_place() -> None:
    payload = Fields({"issue": {"labels": [{"name": "a"}, {"name": 1}]}})
    with pytest.raises(PayloadError, match=r"^issue\.labels\[1\]\.name must be a text$"):
        payload.object("issue").names("labels")
