"""Say what can be done on GitHub: each effect is the wanted content of one named slot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, TypeAlias, assert_never

from recognition.facts import Repo
from recognition.kernel.ids import RepoId


class Audience(StrEnum):
    """Who sees an effect: everybody in a thread, or the readers of the digest."""

    THREAD = "thread"
    DIGEST = "digest"


class EffectKind(StrEnum):
    """The wire names of the effects."""

    COMMENT = "comment"
    REACTION = "reaction"
    ISSUE = "issue"


Reaction: TypeAlias = Literal["eyes", "rocket", "confused"]
REACTIONS: tuple[Reaction, ...] = ("eyes", "rocket", "confused")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentEffect:
    """One comment in a thread, edited in place when another body is put.

    Attributes:
        key: The slot, semantic: `award:{person}:{badge}:{thread}`.
        number: The pull request or issue.
        body: Markdown without our hidden marker, which the sender adds.
    """

    key: str
    repo: Repo
    number: int
    body: str
    audience: Audience = Audience.THREAD


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionEffect:
    """The App's one reaction on a comment; another content replaces the former."""

    key: str
    repo: Repo
    comment_id: int
    content: Reaction
    audience: Audience = Audience.THREAD


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueEffect:
    """One issue, opened once and then edited in place.

    Attributes:
        repo: Its id may be 0: the digest's repository is configured by name.
    """

    key: str
    repo: Repo
    title: str
    body: str
    labels: tuple[str, ...] = ()
    audience: Audience = Audience.DIGEST


Effect: TypeAlias = CommentEffect | ReactionEffect | IssueEffect


def kind_of(effect: Effect) -> EffectKind:
    """Give the wire name of an effect."""
    match effect:
        case CommentEffect():
            return EffectKind.COMMENT
        case ReactionEffect():
            return EffectKind.REACTION
        case IssueEffect():
            return EffectKind.ISSUE
        case _:
            assert_never(effect)


def effect_as_payload(effect: Effect) -> dict[str, Any]:
    """Give the stored form: everything but the key and the kind, which are columns."""
    payload: dict[str, Any] = {
        "repo": {"id": effect.repo.id, "full_name": effect.repo.full_name},
        "audience": str(effect.audience),
    }
    match effect:
        case CommentEffect():
            return payload | {"number": effect.number, "body": effect.body}
        case ReactionEffect():
            return payload | {"comment_id": effect.comment_id, "content": effect.content}
        case IssueEffect():
            labels = list(effect.labels)
            return payload | {"title": effect.title, "body": effect.body, "labels": labels}
        case _:
            assert_never(effect)


def effect_from_payload(key: str, kind: str, payload: dict[str, Any]) -> Effect:
    """Read the stored form back; what we stored ourselves needs no checking."""
    repo = Repo(id=RepoId(payload["repo"]["id"]), full_name=payload["repo"]["full_name"])
    audience = Audience(payload["audience"])
    match EffectKind(kind):
        case EffectKind.COMMENT:
            return CommentEffect(
                key=key,
                repo=repo,
                number=payload["number"],
                body=payload["body"],
                audience=audience,
            )
        case EffectKind.REACTION:
            return ReactionEffect(
                key=key,
                repo=repo,
                comment_id=payload["comment_id"],
                content=payload["content"],
                audience=audience,
            )
        case EffectKind.ISSUE:
            return IssueEffect(
                key=key,
                repo=repo,
                title=payload["title"],
                body=payload["body"],
                labels=tuple(payload["labels"]),
                audience=audience,
            )
