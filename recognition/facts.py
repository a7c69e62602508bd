"""Say what a fact is: one immutable, normalised thing a person did, and its JSON line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from recognition.kernel.errors import RecognitionError
from recognition.kernel.findings import suggestion
from recognition.kernel.ids import RepoId, UserId


class FactKind(StrEnum):
    """The kinds that come from GitHub, from exams and from people; `ext.*` are others'."""

    PR_OPENED = "pr.opened"
    PR_MERGED = "pr.merged"
    PR_REVERTED = "pr.reverted"
    REVIEW_SUBMITTED = "review.submitted"
    ISSUE_OPENED = "issue.opened"
    ISSUE_CLOSED_BY_PR = "issue.closed_by_pr"
    COMMENT_CREATED = "comment.created"
    DISCUSSION_CREATED = "discussion.created"
    DISCUSSION_ANSWERED = "discussion.answered"
    RELEASE_PUBLISHED = "release.published"
    EXAM_PASSED = "exam.passed"
    BADGE_EARNED = "badge.earned"
    NOMINATION = "nomination"
    CLAIM = "claim"
    TEAM_ADDED = "team.added"


KINDS = frozenset(FactKind)
"""Every kind that is not `ext.*`."""

EXTERNAL_KIND = re.compile(r"ext(\.[a-z0-9][a-z0-9_-]*)+")
"""Kinds of signed external posts, such as `ext.design.shared`."""

MAX_TEXT = 512
"""Longest key, login or repository name; GitHub's own stay below 150."""

MAX_NUMBER = 2**63 - 1
"""The largest number a database column holds."""


class FactError(RecognitionError):
    """A line is not a fact.

    Attributes:
        field: The field that is wrong, such as `actor.id`; empty where the line is not JSON.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}" if field else message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did it.

    Attributes:
        id: GitHub's number; the identity.
        login: The name at that time, for display.
        type: GitHub's word: `User`, `Bot`, `Organization` or `Mannequin`.
    """

    id: UserId
    login: str
    type: str = "User"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repo:
    """Where it was done.

    Attributes:
        id: GitHub's number; it outlives renames and transfers. 0 = known by name only.
        full_name: `owner/name` at that time.
    """

    id: RepoId
    full_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A pull request or issue in which something can be said."""

    repo: Repo
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing a person did.

    Attributes:
        key: The natural name, the same whichever way the fact reached us.
        version: A higher one replaces a lower one of the same key.
        kind: A `FactKind` or `ext.*`.
        actor: Who did it.
        repo: Where; `None` for what happens outside a repository, such as an exam.
        at: When it was done, aware UTC; whatever the source says, even 1976.
        attrs: What the rules may look at, as JSON values.
        retracted: The deed does not stand any more; the row stays, so that an older version
            that arrives late cannot bring it back.
        undone_by: The key of the fact that undoes this one, such as a revert. It follows from
            the other facts, so it is no part of what this one says: neither of its JSON nor
            of what makes two facts the same.
    """

    key: str
    version: int
    kind: str
    actor: Actor
    repo: Repo | None
    at: datetime
    attrs: Mapping[str, Any] = field(default_factory=dict)
    retracted: bool = False
    undone_by: str | None = field(default=None, compare=False)


def order(fact: Fact) -> tuple[datetime, str]:
    """Give the place of a fact in time; keys are unique, so no two places are the same."""
    return fact.at, fact.key


def newest(one: Fact, other: Fact) -> Fact:
    """Choose between two versions of one key.

    The higher version wins. Of equal versions a retraction wins, then the larger canonical
    JSON: an arbitrary choice, but the same one in whichever order the two arrive. So facts
    merge like sets: commutative, associative, idempotent.
    """
    assert one.key == other.key, "only versions of one key can be compared"
    if one == other:
        return one
    if one.version != other.version:
        return one if one.version > other.version else other
    if one.retracted != other.retracted:
        return one if one.retracted else other
    return one if canonical(one) >= canonical(other) else other


def canonical(fact: Fact) -> str:
    """Write the fact as its one canonical JSON text."""
    return json.dumps(fact_as_json(fact), sort_keys=True, separators=(",", ":"), allow_nan=False)


THREAD_KINDS = frozenset(
    {
        FactKind.PR_OPENED,
        FactKind.PR_MERGED,
        FactKind.REVIEW_SUBMITTED,
        FactKind.ISSUE_OPENED,
        FactKind.ISSUE_CLOSED_BY_PR,
        FactKind.COMMENT_CREATED,
    }
)
"""Kinds whose `number` is the pull request or issue in which they happened."""


def thread_of(fact: Fact) -> Thread | None:
    """Give the thread in which an award for this fact is announced.

    `attrs["thread"]` decides where it is present (an exam is begun from a comment); otherwise
    it is the fact's own pull request or issue. `None` where there is neither.
    """
    thread = fact.attrs.get("thread")
    if thread is not None:
        repo = Repo(id=RepoId(thread["repo_id"]), full_name=thread["full_name"])
        return Thread(repo=repo, number=thread["number"])
    number = fact.attrs.get("number")
    if fact.repo is None or number is None or fact.kind not in THREAD_KINDS:
        return None
    return Thread(repo=fact.repo, number=number)


def known_at(fact: Fact) -> datetime:
    """Give the moment from which it could be known that the deed counts.

    That is when it was done, but for an exam whose marks people changed later: the candidate
    hears then that it is passed.
    """
    moment = fact.attrs.get("known_at") if fact.kind == FactKind.EXAM_PASSED else None
    return fact.at if moment is None else max(fact.at, _moment(moment))


# --- JSON lines ---------------------------------------------------------------------------


def fact_as_json(fact: Fact) -> dict[str, Any]:
    """Give the outside form; `retracted` stands in it only where it is true."""
    form: dict[str, Any] = {
        "key": fact.key,
        "version": fact.version,
        "kind": str(fact.kind),
        "actor": {"id": fact.actor.id, "login": fact.actor.login, "type": fact.actor.type},
        "repo": fact.repo and {"id": fact.repo.id, "full_name": fact.repo.full_name},
        "at": fact.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "attrs": dict(fact.attrs),
    }
    if fact.retracted:
        form["retracted"] = True
    return form


def fact_as_line(fact: Fact) -> str:
    """Write the outside form as one line without its line break."""
    return json.dumps(fact_as_json(fact), separators=(",", ":"), allow_nan=False)


def fact_from_line(line: str) -> Fact:
    """Read one line of a facts file.

    Raises:
        FactError: The line is not JSON, or not a fact; the message names the field.
    """
    try:
        value = _DECODER.decode(line)
    except RecursionError as error:
        raise FactError("", "nested too deep") from error
    except ValueError as error:
        raise FactError("", f"not JSON: {error}") from error
    return fact_from_json(value)


def fact_from_json(value: object) -> Fact:
    """Read the outside form.

    Raises:
        FactError: The message names the field and what it should be.
    """
    if not isinstance(value, dict):
        raise FactError("", "a fact is a JSON object")
    for name in value:
        if name not in _FIELDS:
            raise FactError(str(name), f"is no field of a fact{suggestion(str(name), _FIELDS)}")
    retracted = value.get("retracted", False)
    if not isinstance(retracted, bool):
        raise FactError("retracted", "must be true or false")
    return Fact(
        key=_text(value, "key"),
        version=_number(value, "version", least=0),
        kind=_kind(_text(value, "kind")),
        actor=_actor(value.get("actor")),
        repo=_repo(value.get("repo")),
        at=_moment(_text(value, "at")),
        attrs=_attrs(value.get("attrs")),
        retracted=retracted,
    )


_FIELDS = ("key", "version", "kind", "actor", "repo", "at", "attrs", "retracted")


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
"""Made once: `json.loads` would make one for every line."""


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(mapping: Mapping[str, Any], name: str, *, least: int, within: str = "") -> int:
    value = mapping.get(name)
    if not _is_number(value):
        raise FactError(within + name, "must be a whole number")
    number = int(mapping[name])
    if not least <= number <= MAX_NUMBER:
        raise FactError(within + name, f"must be from {least} to {MAX_NUMBER}")
    return number


def _text(mapping: Mapping[str, Any], name: str, *, within: str = "") -> str:
    value = mapping.get(name)
    if not isinstance(value, str) or not value:
        raise FactError(within + name, "must be a text that is not empty")
    if len(value) > MAX_TEXT:
        raise FactError(within + name, f"must not be longer than {MAX_TEXT} characters")
    # Control characters and lone surrogates are what databases and terminals choke on.
    if not value.isprintable():
        raise FactError(within + name, "must not hold characters that cannot be printed")
    return value


def _kind(kind: str) -> str:
    if kind in KINDS:
        return FactKind(kind)
    if EXTERNAL_KIND.fullmatch(kind):
        return kind
    raise FactError("kind", f"'{kind}' is no kind of fact{suggestion(kind, KINDS)}")


def _actor(value: object) -> Actor:
    if not isinstance(value, dict):
        raise FactError("actor", "must be an object with id, login and type")
    return Actor(
        id=UserId(_number(value, "id", least=1, within="actor.")),
        login=_text(value, "login", within="actor."),
        type=_text({"type": "User", **value}, "type", within="actor."),
    )


def _repo(value: object) -> Repo | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise FactError("repo", "must be an object with id and full_name, or null")
    return Repo(
        id=RepoId(_number(value, "id", least=0, within="repo.")),
        full_name=_text(value, "full_name", within="repo."),
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise FactError("at", f"'{text}' has no zone; end it with Z for UTC")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise FactError("at", f"'{text}' is not a moment such as 2026-10-02T12:00:00Z") from error


def _attrs(value: object) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise FactError("attrs", "must be an object")
    for name, (holds, wanted) in _ATTRS.items():
        attr = value.get(name)
        if attr is not None and not holds(attr):
            raise FactError(f"attrs.{name}", f"must be {wanted}")
    return value


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_moment(value: object) -> bool:
    try:
        _moment(value if isinstance(value, str) else "")
    except FactError:
        return False
    return True


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_thread(value: object) -> bool:
    return (
        isinstance(value, dict)
        and _is_number(value.get("repo_id"))
        and isinstance(value.get("full_name"), str)
        and _is_number(value.get("number"))
    )


_ATTRS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "number": (_is_number, "a whole number"),
    "author": (_is_number, "the whole number of an account"),
    "paths": (_is_texts, "a list of texts"),
    "labels": (_is_texts, "a list of texts"),
    "role": (_is_text, "a text"),
    "base": (_is_text, "a text"),
    "state": (_is_text, "a text"),
    "exam": (_is_text, "a text"),
    "known_at": (_is_moment, "a moment such as 2026-10-02T12:00:00Z"),
    "thread": (_is_thread, "an object with repo_id, full_name and number"),
}
"""What filters and announcements read must have the right form; the rest may be anything."""
