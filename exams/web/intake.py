"""Take the form of an exam page: nothing but what the page sends, and no more than it can hold.

The form is read here and not by the framework, which drops what it cannot read in silence: a
save that was cut short on its way would then read as one in which every answer is as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from exams.questions import ResponseError
from exams.web.form import PREFIX, question_of, read_answers
from recognition.kernel.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

FORM = "application/x-www-form-urlencoded"

MAX_BYTES = 4 * 1024 * 1024
"""A paper of tasks and essays at their limits, in letters that take nine bytes each."""

MAX_FIELDS = 2_000
"""Ten times the inputs of the largest paper."""

SAVE_NO = "save_no"
MAX_SAVE_NO = 1_000_000
"""More saves than a second has in any exam; a higher number is a mistake."""

THEN = "then"

OURS = frozenset({SAVE_NO, THEN})
"""What a page sends beside answers. Marks and states are the server's alone."""

MAX_NAME_SHOWN = 40
DAMAGED = "\N{REPLACEMENT CHARACTER}"

KEPT = "Nothing was changed; what was saved before is still there."


class FormError(UserError):
    """A form is not one of ours.

    Attributes:
        field: The name of the field, or what else of the request is to blame.
        status: What the client is answered with.
    """

    def __init__(
        self, field: str, problem: str, *, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY
    ) -> None:
        super().__init__(f"{field}: {problem}. {KEPT}")
        self.field = field
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a page sent.

    Attributes:
        answers: Raw ones by question id, as far as they could be read.
        save_no: The number of the save, or `None` where there is none.
        then: The button that was pressed, or empty.
        error: Why nothing of it may be taken, or `None`.
    """

    answers: dict[str, object]
    save_no: int | None = None
    then: str = ""
    error: FormError | ResponseError | None = None


def read_form() -> Sent:
    """Read the form of the current request.

    Raises:
        FormError: It is no form, too large, or cannot be read at all.
    """
    pairs = list(_pairs(_body()))
    form = MultiDict((name, value) for name, value, _ in pairs)
    answers = read_answers(form)
    try:
        for name, value, is_whole in pairs:
            _check_field(name, value, is_whole=is_whole)
        _check_shapes(form)
        save_no = _save_no(form)
    except (FormError, ResponseError) as error:
        return Sent(answers=answers, error=error)
    return Sent(answers=answers, save_no=save_no, then=form.get(THEN, ""))


def _body() -> bytes:
    request.max_content_length = MAX_BYTES
    if request.mimetype not in ("", FORM):
        problem = f"the body must be a form ({FORM}), and is {shown(request.mimetype)}"
        raise FormError("Content-Type", problem, status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    try:
        body = request.get_data(parse_form_data=False)
    except RequestEntityTooLarge:
        problem = f"the answers are more than {MAX_BYTES // 1024 // 1024} MB"
        raise FormError("form", problem, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE) from None
    if body and not request.mimetype:
        problem = f"there is none, and the body must be a form ({FORM})"
        raise FormError("Content-Type", problem, status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if body.count(b"&") >= MAX_FIELDS:
        problem = f"it has more than {MAX_FIELDS:,} fields"
        raise FormError("form", problem, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return body


def _pairs(body: bytes) -> Iterator[tuple[str, str, bool]]:
    """Give name and value of each field, and whether both are whole: UTF-8, undamaged."""
    for field in body.split(b"&"):
        if not field:
            continue
        texts, is_whole = [], True
        for part in field.partition(b"=")[::2]:
            plain = unquote_to_bytes(part.replace(b"+", b" "))
            text = plain.decode(errors="replace")
            texts.append(text)
            is_whole = is_whole and DAMAGED not in text
        yield texts[0], texts[1], is_whole


def _check_field(name: str, value: str, *, is_whole: bool) -> None:
    """Stop what no page of ours sends.

    Raises:
        FormError: The field is none of ours.
        ResponseError: An answer was damaged on its way.
    """
    if name.startswith(PREFIX):
        if not is_whole:
            raise ResponseError(question_of(name), "the answer holds a damaged character (�)")
    elif name not in OURS:
        raise FormError(shown(name), "no such field is taken; marks are counted by the server")
    elif not is_whole or "\0" in value:
        raise FormError(name, "it holds a damaged character")


def _check_shapes(form: MultiDict[str, str]) -> None:
    """Stop an answer that comes as one and in parts at once: one of them would be lost.

    Raises:
        ResponseError: One does.
    """
    names = [name.removeprefix(PREFIX) for name in form if name.startswith(PREFIX)]
    wholes = {name for name in names if "." not in name}
    for name in names:
        question, has_parts, _ = name.partition(".")
        if has_parts and question in wholes:
            raise ResponseError(question_of(PREFIX + name), "the answer comes in two forms")


def _save_no(form: MultiDict[str, str]) -> int | None:
    """Give the number of this save, or `None` where the form has none.

    Raises:
        FormError: It is no whole number in the range, or there are two.
    """
    texts = form.getlist(SAVE_NO)
    if not texts:
        return None
    text = texts[0]
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len("1000000") else 0
    if len(texts) > 1 or not 1 <= number <= MAX_SAVE_NO:
        raise FormError(SAVE_NO, f"must be one whole number from 1 to {MAX_SAVE_NO:,}")
    return number


def shown(name: str) -> str:
    """Give a name as far as it can be shown on a line."""
    line = "".join(character if character.isprintable() else "�" for character in name)
    return line if len(line) <= MAX_NAME_SHOWN else f"{line[:MAX_NAME_SHOWN]}…"
