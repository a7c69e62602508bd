"""Tests of recognition.external: what others may tell, and spreadsheets."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.external import external_fact, rows_of_facts
from recognition.facts import Fact, FactError, fact_as_json
from tests.recognition.factories import make_fact

TEMPLATE = Path(__file__).resolve().parents[2] / "docs" / "facts.csv"
HEAD = "id,login,kind,at"


def read(text: str) -> list[tuple[int, Fact | FactError]]:
    return list(rows_of_facts(text.splitlines(keepends=True)))


def fact_of(text: str) -> Fact:
    [(_, fact)] = read(text)
    assert isinstance(fact, Fact), str(fact)
    return fact


def complaint_of(text: str) -> tuple[int, str]:
    [(line, error)] = read(text)
    assert isinstance(error, FactError)
    return line, str(error)


def told(kind: str, key: str) -> dict[str, object]:
    return fact_as_json(make_fact(1, kind=kind)) | {"key": key}


def test_others_tell_facts_of_the_kinds_that_are_theirs() -> None:
    fact = external_fact(told("ext.design.shared", "ext.design.shared:4711"))
    assert (fact.kind, fact.key) == ("ext.design.shared", "ext.design.shared:4711")


@pytest.mark.parametrize(
    ("kind", "key", "complaint"),
    [
        ("pr.merged", "pr.merged:1:2:3:author", "kind: 'pr.merged' is not for others to tell"),
        ("claim", "claim:x:1", "kind: 'claim' is not for others"),
        ("ext.a", "pr.merged:1:2:3:author", "key: must begin with the kind"),
        ("ext.a", "ext.ab:1", "key: must begin with the kind"),
        ("ext", "ext:1", "kind: 'ext' is no kind of fact"),
    ],
)
def test_nobody_takes_the_place_of_another_s_facts(kind: str, key: str, complaint: str) -> None:
    with pytest.raises(FactError) as raised:
        external_fact(told(kind, key))
    assert str(raised.value).startswith(complaint)


def test_a_row_is_a_fact() -> None:
    fact = fact_of(
        f"{HEAD},attrs.points,attrs.labels,attrs.done,attrs.name\n"
        "7,ada,ext.meetup.spoken,2026-10-02,3,a | b,TRUE,Meet-up\n"
    )
    assert (fact.key, fact.version) == ("ext.meetup.spoken:7:2026-10-02T00:00:00Z", 1)
    assert (fact.actor.id, fact.actor.login, fact.repo) == (7, "ada", None)
    assert fact.at == datetime(2026, 10, 2, tzinfo=UTC)
    assert fact.attrs == {"points": 3, "labels": ["a", "b"], "done": True, "name": "Meet-up"}


def test_a_key_of_one_s_own_stands_behind_the_kind() -> None:
    for key in ("4711", "ext.a:4711"):
        fact = fact_of(f"{HEAD},key,version,retracted\n7,ada,ext.a,2026-10-02,{key},5,true\n")
        assert (fact.key, fact.version, fact.retracted) == ("ext.a:4711", 5, True)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_spreadsheet_program_s_file_is_read(delimiter: str, end: str) -> None:
    rows = ["\ufeffid,login,kind,at,attrs.x", "7,ada,ext.a,2026-10-02T10:00:00+02:00,", ""]
    fact = fact_of(end.join(rows).replace(",", delimiter))
    assert fact.at == datetime(2026, 10, 2, 8, tzinfo=UTC)
    assert fact.attrs == {}


def test_a_cell_may_hold_delimiters_and_line_breaks() -> None:
    text = f'{HEAD},attrs.text\n7,ada,ext.a,2026-10-02,"a, b\nc"\n7,ada,ext.a,nonsense,\n'
    (line, fact), (other, error) = read(text)
    assert isinstance(fact, Fact)
    assert fact.attrs["text"] == "a, b\nc"
    assert (line, other) == (3, 4)
    assert str(error).startswith("at: 'nonsense' is not a moment")


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ("", 1, "the first row must name the columns; missing: id, login, kind, at"),
        ("login,kind,at\n", 1, "the first row must name the columns; missing: id"),
        ("7,ada,ext.a,2026-10-02\n", 1, "the first row must name the columns"),
        (f"{HEAD},atrs.x\n", 1, "atrs.x: is no column of facts"),
        (f"{HEAD},id\n", 1, "id: there are two columns of this name"),
        (f"{HEAD}\n,ada,ext.a,2026-10-02\n", 2, "id: is empty"),
        (f"{HEAD}\nx,ada,ext.a,2026-10-02\n", 2, "id: must be a whole number"),
        (f"{HEAD}\n0,ada,ext.a,2026-10-02\n", 2, "id: must be from 1"),
        (f"{HEAD}\n7,ada,pr.merged,2026-10-02\n", 2, "kind: 'pr.merged' is not for others"),
        (f"{HEAD}\n7,ada,ext.a,2026-10-02T10:00:00\n", 2, "at: '2026-10-02T10:00:00' has no zone"),
        (f"{HEAD}\n7,ada,ext.a,2026-13-02\n", 2, "at: "),
        (f"{HEAD}\n7,ada,ext.a,2026-10-02,more\n", 2, "5 cells, but the first row names 4"),
        (f"{HEAD},version\n7,ada,ext.a,2026-10-02,x\n", 2, "version: must be a whole number"),
        (f"{HEAD},retracted\n7,ada,ext.a,2026-10-02,no\n", 2, "retracted: must be true or false"),
        (f"{HEAD},attrs.number\n7,ada,ext.a,2026-10-02,x\n", 2, "attrs.number: must be a whole"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(text: str, line: int, complaint: str) -> None:
    found, message = complaint_of(text)
    assert found == line
    assert message.startswith(complaint)


def test_two_rows_of_one_name_are_not_taken_for_one() -> None:
    text = f"{HEAD}\n7,ada,ext.a,2026-10-02\n8,bob,ext.a,2026-10-02\n7,ada,ext.a,2026-10-02\n"
    *good, (line, error) = read(text)
    assert len(good) == 2
    assert (line, str(error)) == (
        4,
        "key: says the same as line 2; tell them apart in a column key",
    )


def test_the_template_is_read_as_it_stands() -> None:
    facts = [fact for _, fact in read(TEMPLATE.read_text(encoding="utf-8"))]
    assert [str(fact.kind) for fact in facts if isinstance(fact, Fact)] == [
        "ext.design.shared",
        "ext.meetup.spoken",
    ]


@given(st.text(alphabet='id,login;kind\tat"\n\r7 ext.a2026-10-02|é\0', max_size=200))
def test_any_text_gives_facts_or_complaints(text: str) -> None:
    for line, told in [*read(text), *read(f"{HEAD}\n{text}")]:
        assert line >= 1
        assert isinstance(told, Fact | FactError)
