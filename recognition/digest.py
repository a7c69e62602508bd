"""The maintainers' weekly page: what waits for them, what happened, what went wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from recognition.kernel.errors import UserError
from recognition.render.markdown import code, details, escape, fit, link, table

MAX_EVIDENCE = 6
"""More links than these say nothing more; the verify page has all of them."""

ROOM = 40_000
"""Characters for rows and boxes; the rest of a comment's length is for what stands below."""

MAX_GRANTED = 80
"""Nobody reads a longer list, and GitHub would not take it."""

# The indent is of one line only: over line ends the search would be quadratic in empty lines.
TICKED = re.compile(
    r"^[ \t]*[-*] \[[xX]\] <!-- recognition:approve:([a-z0-9-]{1,64}) -->", re.MULTILINE
)
ALL_UNFLAGGED = "all-unflagged"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestItem:
    """One award that waits for a decision, or was decided this week.

    Attributes:
        number: What maintainers type; it never changes within a digest.
        award_id: The award.
        login: Who earned it.
        profile_url: That person's page.
        badge: The badge's name, its tier included.
        evidence: Label and address of the deeds, newest last.
        flags: What a maintainer should look at twice; empty where nothing stands out.
        outcome: Who decided what, or empty while it waits.
    """

    number: int
    award_id: str
    login: str
    profile_url: str
    badge: str
    evidence: tuple[tuple[str, str], ...]
    flags: tuple[str, ...] = ()
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedLine:
    """One award that needed nobody's decision."""

    login: str
    badge: str
    verify_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Everything one weekly page says.

    Attributes:
        week: ISO week, such as `2026-W47`.
        items: To be decided, and decided since.
        granted: Awarded without a decision in this week.
        quiet_awards: Awards counted from history, announced nowhere.
        quiet_people: Their holders.
        failures: One sentence for each thing that did not work, empty when all did.
    """

    week: str
    items: tuple[DigestItem, ...]
    granted: tuple[GrantedLine, ...]
    quiet_awards: int = 0
    quiet_people: int = 0
    failures: tuple[str, ...] = ()


def week_of(moment: datetime) -> str:
    """Name the ISO week of a moment (UTC), such as `2026-W47`."""
    year, week, _day = moment.isocalendar()
    return f"{year}-W{week:02}"


def week_start(week: str) -> datetime:
    """Give the Monday 00:00 UTC on which an ISO week begins.

    Raises:
        UserError: It is not the name of a week, or not in its one spelling.
    """
    try:
        start = datetime.strptime(f"{week}-1 +0000", "%G-W%V-%u %z")
    except ValueError:
        start = None
    if start is None or week_of(start) != week:
        raise UserError(f"'{week}' is not a week such as 2026-W47")
    return start


def week_span(week: str) -> tuple[datetime, datetime]:
    """Give the first moment of a week and of the next one."""
    start = week_start(week)
    return start, start + timedelta(days=7)


def title(week: str) -> str:
    """Name the digest issue."""
    return f"Recognition digest {week}"


def body(digest: Digest) -> str:
    """Write the digest issue: decisions first, the rest folded away."""
    waiting = [item for item in digest.items if not item.outcome]
    flagged = sum(bool(item.flags) for item in waiting)
    counts = (
        f"**{len(waiting)} to review · {flagged} flagged · {len(digest.granted)} granted · "
        f"{_count(len(digest.failures), 'failure', 'failures')}**"
    )
    parts = [counts]
    shown = _shown(digest.items)
    if shown:
        head = ("#", "Person", "Badge", "Why", "Flag", "Decision")
        parts.append(table(head, [_row(item) for item in shown]))
    if waiting:
        boxes = [_box(item) for item in shown if not item.outcome]
        if hidden := len(waiting) - len(boxes):
            boxes.append(f"\n{hidden} more will be shown here when these are decided.")
        elif len(waiting) - flagged > 1:
            # Offered only where all of them can be seen.
            boxes.append(
                f"- [ ] <!-- recognition:approve:{ALL_UNFLAGGED} --> **approve all unflagged**"
            )
        example = waiting[0].number
        reject = f'/award reject {example} reason="…"'
        parts += [
            "\n".join(boxes),
            f"Or comment: {code(f'/award approve {example}')} · {code(reject)}",
        ]
    else:
        parts.append("Nothing waits for a decision.")
    if digest.failures:
        parts.append("**Failures**\n\n" + "\n".join(f"- {escape(f)}" for f in digest.failures))
    if digest.quiet_awards:
        parts.append(
            f"{_count(digest.quiet_awards, 'badge', 'badges')} for "
            f"{_count(digest.quiet_people, 'person', 'people')} counted from history; "
            "nothing was announced."
        )
    if digest.granted:
        lines = [
            f"- {code(line.login)}: {link(line.badge, line.verify_url)}"
            for line in digest.granted[:MAX_GRANTED]
        ]
        if more := len(digest.granted) - len(lines):
            lines.append(f"- and {more} more")
        parts.append(details(f"{len(digest.granted)} granted this week", "\n".join(lines)))
    return fit("\n\n".join(parts))


def newly_ticked(before: str, after: str) -> list[str]:
    """Say which boxes an edit of the digest ticked: award ids, or `all-unflagged`.

    Only our own boxes count, and only those that were not ticked before.
    """
    old = set(TICKED.findall(before))
    return [token for token in dict.fromkeys(TICKED.findall(after)) if token not in old]


def _shown(items: tuple[DigestItem, ...]) -> list[DigestItem]:
    """Choose the items there is room for, those that wait before those that were decided."""
    shown: list[DigestItem] = []
    room = ROOM
    for item in sorted(items, key=lambda item: bool(item.outcome)):
        room -= sum(map(len, _row(item))) + len(_box(item))
        if room < 0:
            break
        shown.append(item)
    return sorted(shown, key=lambda item: item.number)


def _box(item: DigestItem) -> str:
    return (
        f"- [ ] <!-- recognition:approve:{item.award_id} --> approve {item.number} "
        f"({code(item.login)}, {escape(item.badge)})"
    )


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _row(item: DigestItem) -> tuple[str, ...]:
    shown = item.evidence[-MAX_EVIDENCE:]
    why = " ".join(link(label, url) for label, url in shown)
    if len(item.evidence) > len(shown):
        why += f" and {len(item.evidence) - len(shown)} more"
    return (
        str(item.number),
        f"[{code(item.login)}]({item.profile_url})",
        escape(item.badge),
        why,
        "; ".join(f"⚠ {escape(flag)}" for flag in item.flags),
        escape(item.outcome),
    )
