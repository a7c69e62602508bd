"""Say what the handling of a delivery gives, and how a handler is declared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeAlias, TypeVar

from recognition.kernel.registry import Registry
from webhooks.payloads import IgnoredEvent

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from recognition.facts import Actor, Fact, Repo
    from webhooks.github.history import Kind
    from webhooks.grammar import Command
    from webhooks.payloads import Event
    from webhooks.ports import GitHubReader


class HandledEvent(Protocol):
    """What every event has that is listened to."""

    name: ClassVar[str]

    @property
    def action(self) -> str | None:
        """GitHub's word for what happened; `None` for events without one."""
        ...


E = TypeVar("E", bound=HandledEvent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """One command that somebody gave in a comment.

    Attributes:
        actor: Who wrote the comment; never a bot.
        number: The issue or pull request.
        is_on_pull_request: Which of the two it is.
        comment_id: Where reactions go.
    """

    command: Command
    actor: Actor
    repo: Repo
    number: int
    is_on_pull_request: bool
    comment_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestEdit:
    """Somebody edited the text of an issue, which may be the digest.

    Attributes:
        before: The text before.
        after: The text now.
        editor: Who edited it.
    """

    repo: Repo
    number: int
    before: str
    after: str
    editor: Actor


class InstallationState(StrEnum):
    """Whether the App may act where it is installed."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallationChange:
    """The App may act somewhere from now on, or may not any more.

    Attributes:
        account: The organisation or person; `None` where GitHub does not name one.
    """

    installation_id: int
    account: Actor | None
    state: InstallationState


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessChange:
    """The App may see more of an account from now on, or less.

    Attributes:
        owner: The account on which it is installed.
    """

    owner: str
    added: tuple[Repo, ...]
    removed: tuple[Repo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A thread is there no longer, with all that was said in it.

    Attributes:
        kind: Discussions, or issues.
    """

    repo: Repo
    kind: Kind
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A repository was seen under a name.

    Attributes:
        at: When it had the name.
    """

    repo: Repo
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a delivery means.

    Attributes:
        action: The event's own, for the list of deliveries.
        facts: What was done, to be recorded.
        commands: To be carried out in this order.
        digest_edit: To be looked at if the issue is the digest.
        installation: To be noted: where it is active, history is read.
        access: To be noted likewise.
        gone: A thread of which everything that is known is taken back; the facts say what is
            not known yet.
        sighting: A name to be noted, if it is the newest.
        signed_out: Whose sessions on our pages end.
        ignored: Why nothing of the above is there; `None` where something is.
    """

    action: str | None = None
    facts: tuple[Fact, ...] = ()
    commands: tuple[Invocation, ...] = ()
    digest_edit: DigestEdit | None = None
    installation: InstallationChange | None = None
    access: AccessChange | None = None
    gone: Gone | None = None
    sighting: Sighting | None = None
    signed_out: Actor | None = None
    ignored: str | None = None


Handler: TypeAlias = "Callable[[Any, GitHubReader], Outcome]"

handlers: Registry[Handler] = Registry("handler")


def handles(
    event: type[E], *actions: str
) -> Callable[[Callable[[E, GitHubReader], Outcome]], Callable[[E, GitHubReader], Outcome]]:
    """Declare the decorated function as the handler of some actions of an event.

    Args:
        event: The class that `webhooks.payloads` reads it into.
        actions: GitHub's words; none for an event without actions.
    """

    def declare(
        handler: Callable[[E, GitHubReader], Outcome],
    ) -> Callable[[E, GitHubReader], Outcome]:
        for action in actions or (None,):
            handlers.add(_entry(event.name, action), handler)
        return handler

    return declare


def handle(event: Event, github: GitHubReader) -> Outcome:
    """Decide what an event means.

    Raises:
        RecognitionError: GitHub did not tell what the handler had to ask; try again later.
    """
    if isinstance(event, IgnoredEvent):
        return Outcome(action=event.action, ignored=event.reason)
    handler = handlers.get(_entry(event.name, event.action))
    if handler is None:
        reason = f"nothing is counted when {event.name} is {event.action}"
        return Outcome(action=event.action, ignored=reason)
    return replace(handler(event, github), action=event.action)


def _entry(event_name: str, action: str | None) -> str:
    return event_name if action is None else f"{event_name}.{action}"
