"""Read single fields of a payload, and say precisely which one is not as described."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from recognition.facts import MAX_NUMBER, MAX_TEXT, Actor, Repo
from recognition.kernel.ids import RepoId, UserId
from webhooks.payloads.errors import PayloadError

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")


def read_object(body: bytes) -> Fields:
    """Read the JSON object that a payload is.

    Raises:
        PayloadError: It is not UTF-8, not JSON, nested too deep, says a thing twice, or is no
            object.
    """
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
        )
    except (RecursionError, MemoryError) as error:
        raise PayloadError("the payload is nested too deep") from error
    except ValueError as error:
        raise PayloadError(f"the payload is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise PayloadError("the payload is not a JSON object")
    return Fields(value)


class Fields:
    """One JSON object of a payload.

    Methods that begin with `maybe_` give `None` where the field is null or absent; the others
    raise then. All raise `PayloadError` where the value has another type than they name.

    Args:
        value: The object.
        within: Where it stands, such as `pull_request.base.`; empty for the payload itself.
    """

    def __init__(self, value: Mapping[str, Any], within: str = "") -> None:
        self._value = value
        self._within = within

    def maybe_object(self, name: str) -> Fields | None:
        """Give an object."""
        value = self._value.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self._wrong(name, "an object")
        return Fields(value, f"{self._within}{name}.")

    def object(self, name: str) -> Fields:
        """Give an object that must be there."""
        return self._required(name, self.maybe_object(name))

    def objects(self, name: str) -> tuple[Fields, ...]:
        """Give the objects of a list; none where it is null or absent, and no null items."""
        value = self._value.get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self._wrong(name, "a list")
        items = [(place, item) for place, item in enumerate(value) if item is not None]
        if not all(isinstance(item, dict) for _place, item in items):
            raise self._wrong(name, "a list of objects")
        return tuple(Fields(item, f"{self._within}{name}[{place}].") for place, item in items)

    def maybe_text(self, name: str) -> str | None:
        """Give a text that every database and page can hold."""
        value = self._value.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self._wrong(name, "a text")
        if "\0" in value or not _is_encodable(value):
            raise self._wrong(name, "a text without NUL and halves of characters")
        return value

    def text(self, name: str) -> str:
        """Give a text that must be there, and be something."""
        value = self._required(name, self.maybe_text(name))
        if not value:
            raise self._wrong(name, "a text that is not empty")
        return value

    def word(self, name: str) -> str:
        """Give a name or address: a short text of characters that can be seen."""
        value = self.text(name)
        if len(value) > MAX_TEXT or not value.isprintable():
            raise self._wrong(name, f"at most {MAX_TEXT} printable characters")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Give the texts of a list; none where it is null or absent."""
        value = self._value.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._wrong(name, "a list of texts")
        return tuple(value)

    def maybe_number(self, name: str) -> int | None:
        """Give a whole number, 0 or more."""
        value = self._value.get(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._wrong(name, "a whole number")
        if not 0 <= value <= MAX_NUMBER:
            raise self._wrong(name, f"from 0 to {MAX_NUMBER}")
        return value

    def number(self, name: str) -> int:
        """Give an identity or a count from 1; it must be there."""
        value = self._required(name, self.maybe_number(name))
        if value < 1:
            raise self._wrong(name, "1 or more")
        return value

    def truth(self, name: str) -> bool:
        """Give a truth value; null and absent are false."""
        value = self._value.get(name)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self._wrong(name, "true or false")
        return value

    def maybe_moment(self, name: str) -> datetime | None:
        """Give a moment in UTC."""
        text = self.maybe_text(name)
        if text is None:
            return None
        try:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise self._wrong(name, "a moment such as 2026-10-02T12:00:00Z")

    def moment(self, name: str) -> datetime:
        """Give a moment that must be there."""
        return self._required(name, self.maybe_moment(name))

    def maybe_account(self, name: str) -> Actor | None:
        """Give an account; `None` is one that is gone."""
        account = self.maybe_object(name)
        if account is None:
            return None
        return Actor(
            id=UserId(account.number("id")),
            login=account.word("login"),
            type=account.maybe_text("type") or "User",
        )

    def as_repo(self) -> Repo:
        """Read this object as a repository."""
        return Repo(id=RepoId(self.number("id")), full_name=self.word("full_name"))

    def names(self, name: str) -> tuple[str, ...]:
        """Give the names of a list of labels, sorted."""
        return tuple(sorted(item.text("name") for item in self.objects(name)))

    def _required(self, name: str, value: T | None) -> T:
        if value is None:
            raise self._wrong(name, "there")
        return value

    def _wrong(self, name: str, wanted: str) -> PayloadError:
        return PayloadError(f"{self._within}{name} must be {wanted}")


def _is_encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a field that stands twice: which of the two is meant, readers disagree about."""
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a field stands in it twice")
    return value


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")
