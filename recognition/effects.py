"""Say what can be done on GitHub: each effect is the wanted content of one named slot."""

from __future__ import annotations

from dataclasses import asdict, dataclass
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
    CHECK = "check"


class Conclusion(StrEnum):
    """How a check ends; GitHub's words.

    `neutral` informs and holds nobody up; `action_required` waits for people, and holds up a
    merge where the check is required.
    """

    SUCCESS = "success"
    NEUTRAL = "neutral"
    ACTION_REQUIRED = "action_required"
    FAILURE = "failure"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A sentence beside a line of a file.

    Attributes:
        path: From the root of the repository.
        line: One-based.
        title: A stable name to search for.
        is_failure: Whether it is why the check fails; others are warnings.
    """

    path: str
    line: int
    title: str
    message: str
    is_failure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckEffect:
    """One check run on a commit, made once and then changed in place.

    Attributes:
        head_sha: The commit that was looked at.
        name: What the check is called beside the commit.
        title: The result in one line.
        summary: Markdown that is shown first.
        text: Markdown with the details; empty where the summary says it all.
        annotations: Beside lines of the commit. GitHub adds those of every change to the ones
            that stand, so that only the first content of a slot brings them.
    """

    key: str
    repo: Repo
    head_sha: str
    name: str
    conclusion: Conclusion
    title: str
    summary: str
    text: str = ""
    annotations: tuple[Annotation, ...] = ()
    audience: Audience = Audience.DIGEST


Effect: TypeAlias = CommentEffect | ReactionEffect | IssueEffect | CheckEffect


def kind_of(effect: Effect) -> EffectKind:
    """Give the wire name of an effect."""
    match effect:
        case CommentEffect():
            return EffectKind.COMMENT
        case ReactionEffect():
            return EffectKind.REACTION
        case IssueEffect():
            return EffectKind.ISSUE
        case CheckEffect():
            return EffectKind.CHECK
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
        case CheckEffect():
            return payload | {
                "head_sha": effect.head_sha,
                "name": effect.name,
                "conclusion": str(effect.conclusion),
                "title": effect.title,
                "summary": effect.summary,
                "text": effect.text,
                "annotations": [asdict(one) for one in effect.annotations],
            }
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
        case EffectKind.CHECK:
            return CheckEffect(
                key=key,
                repo=repo,
                head_sha=payload["head_sha"],
                name=payload["name"],
                conclusion=Conclusion(payload["conclusion"]),
                title=payload["title"],
                summary=payload["summary"],
                text=payload["text"],
                # Rows of before have none.
                annotations=tuple(Annotation(**one) for one in payload.get("annotations", ())),
                audience=audience,
            )
