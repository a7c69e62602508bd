"""Whatever is sent to an attempt, by HTTP against the whole server: refused by name, or kept.

Each case goes to the page, to its script and to the handing in. Nothing may change in the
database, what was saved must still be there, and what was typed must still stand on the page.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from flask.testing import FlaskClient

import app as program
from exams.questions import QUESTION_TYPES
from exams.web.exam_pages import PROMISE
from recognition.kernel.settings import load_settings
from recognition.kernel.store.tables import LoginSessionRow
from tests.exams.examples import EXAMPLES, a_question
from tests.exams.factories import bank_text
from tests.exams.web.site import Page
from webhooks.runtime import Runtime
from webhooks.sandbox.keys import new_key_pair
from webhooks.site import create_app

FORM = "application/x-www-form-urlencoded"
SCRIPT = {"HX-Request": "true"}
ESSAY = "q.essay"
TYPED = "What I have written for half an hour."
PROMISED = {PROMISE: "yes"}
Fields = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Hall:
    """A server with one exam of every type of question, and people signed in to it.

    Attributes:
        attempt: The address of an open attempt with one saved answer.
        names: The names of the inputs of each question, by its id, as its page has them.
        foreign: The address of somebody else's open attempt.
        closed: The address of an attempt that was handed in.
    """

    client: FlaskClient
    file: Path
    attempt: str
    names: dict[str, list[str]]
    foreign: str
    closed: str

    def contents(self) -> str:
        """Give all that the database holds."""
        connection = sqlite3.connect(self.file)
        try:
            return "\n".join(connection.iterdump())
        finally:
            connection.close()

    def post(
        self,
        address: str,
        body: bytes,
        *,
        content_type: str | None = FORM,
        headers: dict[str, str] | None = None,
    ) -> Page:
        answer = self.client.post(address, data=body, content_type=content_type, headers=headers)
        return Page(answer)


def signed_in(runtime: Runtime, number: int, login: str) -> FlaskClient:
    token = f"token of {login}"
    now = runtime.clock.now()
    with runtime.database.writing() as session:
        session.add(
            LoginSessionRow(
                token_hash=hashlib.sha256(token.encode()).hexdigest(),
                user_id=number,
                login=login,
                created_at=now,
                seen_at=now,
            )
        )
    client = create_app(runtime).test_client()
    client.set_cookie("recognition", token)
    return client


def encode(fields: Fields) -> bytes:
    return "&".join(f"{quote_plus(n)}={quote_plus(v)}" for n, v in fields).encode()


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    folder = tmp_path_factory.mktemp("hall")
    banks = folder / "banks"
    banks.mkdir()
    for exam in ("every-type", "other"):
        (banks / f"{exam}.md").write_text(bank_text(*EXAMPLES), encoding="utf-8")
    settings = load_settings(
        {
            "APP_ID": "1",
            "PRIVATE_KEY": new_key_pair()[0],
            "SECRET_KEY": "0123456789abcdef",
            "EXAM_BANKS": str(banks),
            "DATA_DIR": str(folder),
        }
    )
    runtime = program.compose(settings)
    runtime.database.upgrade()
    client, other = signed_in(runtime, 1, "ann"), signed_in(runtime, 2, "bob")
    attempt = client.post("/exams/every-type/start", data=PROMISED).headers["Location"]
    foreign = other.post("/exams/every-type/start", data=PROMISED).headers["Location"]
    closed = client.post("/exams/other/start", data=PROMISED).headers["Location"]
    assert client.post(f"{closed}/submit").status_code == 303
    names: dict[str, list[str]] = {}
    for _tag, attributes in Page(client.get(attempt)).tags:
        name = attributes.get("name") or ""
        if name.startswith("q.") and name not in names.setdefault(name.split(".")[1], []):
            names[name.split(".")[1]].append(name)
    saved = client.post(f"{attempt}/save", data={"save_no": "1", "q.short": "kept"})
    assert saved.status_code == 303
    yield Hall(
        client=client,
        file=folder / "recognition.db",
        attempt=attempt,
        names=names,
        foreign=foreign,
        closed=closed,
    )
    # After all of it the attempt is as it was, and goes on.
    assert client.post(f"{attempt}/save", data={"save_no": "2", ESSAY: TYPED}).status_code == 303
    page = Page(client.get(attempt))
    assert (page.fields["q.short"], page.fields["save_no"]) == (["kept"], ["3"])
    runtime.database.close()


QUESTIONS = [a_question(text).id for text in EXAMPLES]
OTHERS = [name for name in QUESTIONS if f"q.{name}" != ESSAY]


def test_every_type_of_question_is_on_the_paper(hall: Hall) -> None:
    assert {a_question(text).public.type for text in EXAMPLES} == {*QUESTION_TYPES}
    assert sorted(hall.names) == sorted(QUESTIONS)


def refused(
    hall: Hall,
    body: bytes,
    *words: str,
    status: int = 422,
    address: str = "",
    content_type: str | None = FORM,
    is_read: bool = True,
) -> None:
    """Send a body each way, and see that it is refused by name and changes nothing."""
    attempt = address or hall.attempt
    before = hall.contents()
    ways = [("save", {}), ("save", SCRIPT), ("submit", {})]
    for way, headers in ways:
        page = hall.post(f"{attempt}/{way}", body, content_type=content_type, headers=headers)
        assert page.status == status, (way, headers, page.text)
        for word in words:
            assert word.lower() in page.text.lower(), (way, headers)
        if headers:
            assert "<!doctype html>" not in page.html
            assert "✗ Not saved" in page.text
        elif is_read and not address:
            assert TYPED in page.html, "what was typed is lost"
            assert page.fields["save_no"] == ["2"]
        assert hall.contents() == before


def number_of(hall: Hall, question: str) -> str:
    """Give the words by which the page names a question."""
    return f"question {list(hall.names).index(question) + 1}"


def base_of(name: str) -> str:
    """Give the name of a question's input from that of one of its parts."""
    return ".".join(name.split(".")[:2])


HOSTILE: dict[str, Callable[[str], Fields]] = {
    "a part it does not have": lambda name: [(f"{base_of(name)}.nowhere", "x")],
    "the same twice": lambda name: [(name, "a"), (name, "a")],
    "a thousand": lambda name: [(name, f"o{n}") for n in range(1_000)],
    "NUL": lambda name: [(name, "a\0b")],
    "a megabyte": lambda name: [(name, "x" * 1_000_000)],
    "in two forms": lambda name: [(base_of(name), "a"), (f"{base_of(name)}.a", "a")],
}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("question", OTHERS)
def test_no_type_of_question_takes_what_is_no_answer(hall: Hall, question: str, case: str) -> None:
    fields = [("save_no", "2"), *HOSTILE[case](hall.names[question][0]), (ESSAY, TYPED)]
    refused(hall, encode(fields), number_of(hall, question))


@pytest.mark.parametrize("question", OTHERS)
@pytest.mark.parametrize(
    "damaged", ["%ED%A0%80", "%FF", "a%C3", "%EF%BF%BD"], ids=lambda text: text
)
def test_half_a_character_is_not_taken_for_another_one(
    hall: Hall, question: str, damaged: str
) -> None:
    name = hall.names[question][0]
    body = f"save_no=2&{quote(name)}={damaged}&{ESSAY}={quote(TYPED)}".encode()
    refused(hall, body, "damaged character", number_of(hall, question))


def test_bytes_that_are_no_text_at_all_are_refused(hall: Hall) -> None:
    body = b"save_no=2&q.short=\xff\xfe&" + encode([(ESSAY, TYPED)])
    refused(hall, body, "damaged character")


@pytest.mark.parametrize("question", ["single", "several", "ordering", "matching"])
def test_an_option_it_does_not_have_is_refused(hall: Hall, question: str) -> None:
    fields = [("save_no", "2"), (hall.names[question][0], "nowhere"), (ESSAY, TYPED)]
    refused(hall, encode(fields), number_of(hall, question))


FORGED = (
    "score", "earned", "passed", "state", "marks", "possible", "receipt", "person_id", "Q.short",
)  # fmt: skip


@pytest.mark.parametrize("name", [*FORGED, "", "q", "\0", "q\u202e"])
def test_a_field_that_is_not_ours_is_named_and_changes_nothing(hall: Hall, name: str) -> None:
    fields = [("save_no", "2"), (name, "100"), ("q.short", "better"), (ESSAY, TYPED)]
    refused(hall, encode(fields), "no such field is taken", name if name.isprintable() else "�")


@pytest.mark.parametrize("question", ["nowhere", "", "single ", "SINGLE", "%2e%2e", "x" * 5_000])
def test_a_question_that_is_not_on_the_paper_is_named(hall: Hall, question: str) -> None:
    fields = [("save_no", "2"), (f"q.{question}", "a"), (ESSAY, TYPED)]
    refused(hall, encode(fields), "it is not on this paper")


@pytest.mark.parametrize(
    "number", ["-1", "0", "", "1.5", "1e3", "1000001", "9" * 30, "２", "2 ", "0x2", "2\0", "None"]
)
def test_a_number_of_a_save_that_is_none_is_named(hall: Hall, number: str) -> None:
    refused(hall, encode([("save_no", number), (ESSAY, TYPED)]), "save_no")


def test_two_numbers_of_one_save_are_one_too_many(hall: Hall) -> None:
    fields = [("save_no", "2"), ("save_no", "3"), (ESSAY, TYPED)]
    refused(hall, encode(fields), "save_no: must be one whole number")


def test_ten_thousand_fields_are_not_read(hall: Hall) -> None:
    fields = [("save_no", "2"), *((f"q.x{n}", "a") for n in range(10_000))]
    refused(hall, encode(fields), "form: it has more than 2,000 fields", status=413, is_read=False)


def test_more_than_answers_can_be_is_not_read(hall: Hall) -> None:
    body = encode([("save_no", "2"), ("q.short", "x" * 5_000_000)])
    refused(hall, body, "form: the answers are more than 4 MB", status=413, is_read=False)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"save_no": 2, "q.short": "better"}'),
        ("application/json", b'{"score": 100, "passed": true}'),
        ("text/plain", b"save_no=2"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n--x--\r\n"),
        ("application/xml", b"<a/>"),
        (None, b"save_no=2&q.short=better"),
    ],
)
def test_what_is_no_form_is_refused_and_not_taken_for_an_empty_one(
    hall: Hall, content_type: str | None, body: bytes
) -> None:
    refused(hall, body, "Content-Type", status=415, content_type=content_type, is_read=False)


def test_another_persons_attempt_is_not_there_for_anything(hall: Hall) -> None:
    fields = [("save_no", "1"), ("q.short", "better")]
    for body in (encode(fields), encode([*fields, ("score", "1")])):
        refused(hall, body, "no such attempt", status=404, address=hall.foreign)
        refused(hall, body, "no such attempt", status=404, address="/attempts/nowhere")


def test_a_closed_attempt_takes_nothing_and_says_so(hall: Hall) -> None:
    before = hall.contents()
    body = encode([("save_no", "9"), ("q.short", "better")])
    assert "closed" in hall.post(f"{hall.closed}/save", body).text
    line = hall.post(f"{hall.closed}/save", body, headers=SCRIPT)
    assert (line.status, "Go to the result" in line.text) == (409, True)
    page = hall.post(f"{hall.closed}/submit", encode([("q.short", "better")]))
    assert (page.status, "were not taken" in page.text) == (409, True)
    assert hall.post(f"{hall.closed}/submit", b"").status == 303
    assert hall.contents() == before


def test_of_two_tabs_the_older_one_overwrites_nothing(hall: Hall) -> None:
    body = encode([("save_no", "1"), ("q.short", "older"), (ESSAY, TYPED)])
    refused(hall, body, status=409)


def test_another_site_cannot_send_in_somebodys_name(hall: Hall) -> None:
    before = hall.contents()
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        for way in ("save", "submit"):
            page = hall.post(f"{hall.attempt}/{way}", encode([("save_no", "2")]), headers=headers)
            assert page.status == 403
    assert hall.contents() == before
