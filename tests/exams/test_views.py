"""The key never leaves: not by type, and not in anything a candidate, page or comment gets."""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel

import exams.policy
import exams.views
from exams.bank import AnswerKey, Bank, Question
from exams.draw import Paper
from exams.eligibility import Eligibility
from exams.questions.choice import ChoiceKey
from exams.questions.short_answer import TextKey
from exams.views import AttemptView, ExamStatus, ExamView, Invitation, ItemView, Submission
from recognition.kernel.errors import RecognitionError
from tests.exams.factories import a_bank, short, single, some_banks
from tests.exams.sittings import EXAM, Sittings

NAMES = {"Policy": exams.policy.Policy, "Mapping": Mapping}
"""What some modules import for their annotations only."""

FOR_CLIENTS = [
    value
    for value in vars(exams.views).values()
    if dataclasses.is_dataclass(value) and isinstance(value, type)
]
SECRET = (AnswerKey, Question, Bank)


def parts(annotation: Any) -> set[type]:
    """Give every class that stands somewhere in a type annotation."""
    found = {annotation} if isinstance(annotation, type) else set()
    for part in typing.get_args(annotation):
        found |= parts(part)
    return found


def reachable(start: type) -> set[type]:
    """Give every class that an object of this one can hold, by its annotated fields."""
    seen: set[type] = set()
    waiting = [start]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        if dataclasses.is_dataclass(current):
            hints = typing.get_type_hints(current, localns=NAMES)
            for field in dataclasses.fields(current):
                waiting.extend(parts(hints[field.name]))
    return seen


@pytest.mark.parametrize("view", [*FOR_CLIENTS, Paper, Eligibility], ids=lambda c: c.__name__)
def test_nothing_for_clients_can_hold_a_key_by_its_type(view: type) -> None:
    held = reachable(view)
    assert object not in held, "a field of any type could hold a key"
    assert not [kind for kind in held if issubclass(kind, SECRET)]


def test_the_search_would_find_a_key() -> None:
    assert ChoiceKey in reachable(ChoiceKey)
    assert AnswerKey in reachable(Question)
    assert AnswerKey in reachable(Bank)
    assert exams.policy.Policy in reachable(AttemptView)


def test_every_view_is_searched() -> None:
    assert {AttemptView, ExamStatus, ExamView, Invitation, ItemView, Submission} <= {*FOR_CLIENTS}


def plain(value: object) -> Any:
    """Give a value the way a careless page would serialise it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return str(value)


SENTINEL = "the-one-right-word"


@pytest.fixture
def secretive(sittings: Sittings) -> Sittings:
    bank = a_bank(
        short("t1", SENTINEL),
        short("t2", SENTINEL + "-too"),
        single("s1", right="c"),
        time_limit=timedelta(minutes=30),
    )
    bank = dataclasses.replace(
        bank,
        questions=tuple(
            dataclasses.replace(q, explanation=f"{SENTINEL} explains") for q in bank.questions
        ),
    )
    return Sittings(database=sittings.database, clock=sittings.clock, banks=some_banks(bank))


def test_nothing_the_service_gives_holds_a_key_before_or_after_grading(
    secretive: Sittings,
) -> None:
    given: list[object] = [secretive.service.exams(), secretive.service.exam(EXAM)]
    attempt = secretive.start()
    given += [attempt, secretive.save(attempt.id, {"t1": "wrong", "s1": "a"}, 1)]
    given += [secretive.view(attempt.id), secretive.submit(attempt.id)]
    given.append(secretive.view(attempt.id))
    with secretive.database.reading() as session:
        given.append(secretive.service.status(session, typing.cast("Any", 101)))
    text = json.dumps(plain(given))
    assert "wrong" in text, "the answers themselves are there"
    assert SENTINEL not in text
    assert SENTINEL not in repr(given)


def test_no_refusal_tells_the_key(secretive: Sittings) -> None:
    attempt = secretive.start()
    for raw in ("x" * 3000, "\0", 7, ["a", "b"], {"x": 1}):
        for name in ("t1", "s1"):
            try:
                secretive.save(attempt.id, {name: raw}, 1)
            except RecognitionError as refusal:
                assert SENTINEL not in str(refusal)  # noqa: PT017 - some of them are taken


def stored(sittings: Sittings, table: str) -> str:
    """Give every value of a table; the text of a row itself would leave long ones out."""
    with sittings.database.reading() as session:
        rows = session.connection().exec_driver_sql(f"SELECT * FROM {table}").all()
    return " ".join(str(value) for row in rows for value in row)


def test_only_the_table_of_question_versions_holds_keys(secretive: Sittings) -> None:
    attempt = secretive.start()
    secretive.submit(attempt.id, {"t1": "wrong"})
    assert attempt.id in stored(secretive, "attempt")
    assert "wrong" in stored(secretive, "answer")
    for table in set(SQLModel.metadata.tables) - {"question_version"}:
        assert SENTINEL not in stored(secretive, table)
    assert SENTINEL in stored(secretive, "question_version")


@pytest.mark.parametrize(
    "key", [ChoiceKey(correct=frozenset("c")), TextKey(accepted=(SENTINEL,), case_sensitive=False)]
)
def test_a_key_cannot_be_written_as_json_or_text_by_accident(key: AnswerKey) -> None:
    with pytest.raises(TypeError):
        json.dumps(key)
    assert SENTINEL not in f"{key!r} {key!s}"
    assert "c'" not in repr(key)
