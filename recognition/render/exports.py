"""Say who holds what in the forms that others take: Layer5 Cloud, and a line for a chat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

LABELS: Final[Mapping[str, str]] = {
    "design-pioneer": "first-design",
    "hacktoberfest-25-contributor": "hacktoberfest25",
    "meshmap-snapshot": "kanvas-snapshot",
}
"""What Layer5 Cloud calls the badges whose label is not their id; a new badge has one name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One badge a person holds; tiers are nobody's business but ours."""

    login: str
    badge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How others know a person; nothing of it is ever stored here.

    Attributes:
        user_id: The person's UUID at Layer5 Cloud; empty = unknown.
        email: The address under which the chat's command finds the person; empty = unknown.
    """

    user_id: str = ""
    email: str = ""


def label_of(badge: str) -> str:
    """Give the name under which Layer5 Cloud knows a badge."""
    return LABELS.get(badge, badge)


def assignments(
    held: Iterable[Held], contacts: Mapping[str, Contact], *, notify: bool
) -> tuple[list[dict[str, Any]], list[str]]:
    """Write badge assignments, one a person, as `PUT /api/identity/users/badges` takes them.

    Args:
        held: Who holds what.
        contacts: By login in lower case.
        notify: Whether Layer5 Cloud is to tell the people.

    Returns:
        The assignments by login, and the logins of people whose UUID is not known.
    """
    written: list[dict[str, Any]] = []
    unknown: list[str] = []
    for login, labels in _labels(held).items():
        contact = contacts.get(login.lower())
        if contact is None or not contact.user_id:
            unknown.append(login)
        else:
            written.append({"userId": contact.user_id, "badges": labels, "notify": notify})
    return written, unknown


def award_lines(
    held: Iterable[Held], contacts: Mapping[str, Contact]
) -> tuple[list[str], list[str]]:
    """Write `/award-badge` commands for the chat, one a person and badge.

    Returns:
        The lines by login and badge, and the logins of people whose address is not known;
        their lines bear the login.
    """
    lines: list[str] = []
    unknown: list[str] = []
    for login, labels in _labels(held).items():
        contact = contacts.get(login.lower())
        who = contact.email if contact is not None and contact.email else login
        if who == login:
            unknown.append(login)
        lines += [f"/award-badge {who} {label}" for label in labels]
    return lines, unknown


def _labels(held: Iterable[Held]) -> dict[str, list[str]]:
    """Gather the labels of each person, each once, in order."""
    found: dict[str, set[str]] = {}
    for one in held:
        found.setdefault(one.login, set()).add(label_of(one.badge))
    by_name = sorted(found, key=lambda login: (login.lower(), login))
    return {login: sorted(found[login]) for login in by_name}
