"""Write the digest as an issue: decisions first, the rest folded away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from recognition.digest.boxes import ALL_UNFLAGGED, box
from recognition.digest.content import Digest, DigestItem, EndingLine, GrantedLine, Standing
from recognition.digest.editions import in_words
from recognition.render.markdown import code, details, escape, fit, link, table

MAX_EVIDENCE = 6
"""More links than these say nothing more; the verify page has all of them."""

ROOM = 38_000
"""Characters for rows and boxes; the rest of an issue's length is for what stands below."""

ROOM_BELOW = 4_000
"""Characters for each of the lists below."""

MAX_LEFT_OUT = 10
"""Numbers in the example of a command; more of them are better looked at first."""

MAX_FAILURES = 10
"""Whoever mends these sees the others next."""

MAX_ENDINGS = 30
"""People see it on their own page as well."""

MAX_GRANTED = 80
"""Nobody reads a longer list, and GitHub would not take it."""

INTRODUCTION = (
    "What people earned in {period}. Each award to review waits for {whose}, and is announced "
    "nowhere before. Tick a box, or comment a command. What is left alone comes again in the "
    "next digest."
)


def body(digest: Digest) -> str:
    """Write the whole issue."""
    shown = _shown(digest.items)
    parts = [counts(digest), _introduction(digest)]
    parts += _to_review(digest, shown)
    parts += _section(
        "Held back",
        ("#", "Person", "Badge", "For", "Why"),
        [_row(item, _told(item)) for item in shown if item.standing is Standing.HELD],
    )
    parts += _section(
        "Disputed",
        ("#", "Person", "Badge", "For", "What is said"),
        [_row(item, _told(item)) for item in shown if item.standing is Standing.DISPUTED],
    )
    parts += _decided(digest, shown)
    parts += _failures(digest.failures)
    if digest.quiet_awards:
        parts.append(
            f"{_count(digest.quiet_awards, 'badge', 'badges')} for "
            f"{_count(digest.quiet_people, 'person', 'people')} counted from history; "
            "nothing was announced."
        )
    parts += _endings(digest.endings)
    if digest.granted:
        parts.append(details(f"{len(digest.granted)} granted by rule", _granted(digest.granted)))
    if digest.health:
        lines = within(ROOM_BELOW, [f"- {escape(line)}" for line in digest.health])
        parts.append(details("Health of the system", "\n".join(lines)))
    return fit("\n\n".join(parts))


def counts(digest: Digest) -> str:
    """Say in one line how much there is of everything."""
    waiting = digest.standing(Standing.WAITING)
    flagged = sum(bool(item.flags) for item in waiting)
    held = len(digest.standing(Standing.HELD))
    disputed = len(digest.standing(Standing.DISPUTED))
    numbers = [
        f"{len(waiting)} to review",
        f"{flagged} flagged",
        *([f"{held} held back"] if held else []),
        *([f"{disputed} disputed"] if disputed else []),
        f"{len(digest.granted)} granted by rule",
        _count(len(digest.failures), "failure", "failures"),
    ]
    return f"**{' · '.join(numbers)}**"


def _introduction(digest: Digest) -> str:
    whose = "a maintainer's word"
    if digest.team:
        whose = f"the word of a member of {code(digest.team)}"
    return INTRODUCTION.format(period=in_words(digest.edition.period), whose=whose)


def _to_review(digest: Digest, shown: Sequence[DigestItem]) -> list[str]:
    waiting = digest.standing(Standing.WAITING)
    if not waiting:
        return ["Nothing waits for a decision."]
    here = [item for item in shown if item.standing is Standing.WAITING]
    flagged = [item.number for item in waiting if item.flags]
    # A column that is empty all the way down would only ask what it is for.
    second = ("Look twice",) if flagged else ()
    head = ("#", "Person", "Badge", "For", *second, "Waits")
    rows = [
        _row(item, *([_flags(item)] * len(second)), _joined(item.waited, item.votes))
        for item in here
    ]
    boxes = [_box(item) for item in here]
    if hidden := len(waiting) - len(here):
        boxes.append(f"\n{hidden} more will be shown here when these are decided.")
    elif sum(item.is_plain for item in waiting) > 1:
        # Offered only where all of them can be seen.
        boxes.append(box(ALL_UNFLAGGED, "**approve all unflagged**"))
    one = flagged[0] if flagged else waiting[0].number
    many = "" if hidden else _many(waiting, flagged)
    commands = (
        f"/award approve {many or waiting[0].number}",
        f'/award reject {one} reason="…"',
        f"/award hold {one}",
        f"/award explain {one}",
        "/award help",
    )
    return [
        f"### To review\n\n{table(head, rows)}",
        "\n".join(boxes),
        f"Or comment: {' · '.join(map(code, commands))}",
    ]


def _many(waiting: Sequence[DigestItem], flagged: Sequence[int]) -> str:
    """Say how all of them can be approved that want no second look; empty where that is none."""
    if len(waiting) == 1 or len(flagged) > MAX_LEFT_OUT or len(flagged) == len(waiting):
        return ""
    return " ".join(["all", *(["except"] if flagged else []), *map(str, flagged)])


def _decided(digest: Digest, shown: Sequence[DigestItem]) -> list[str]:
    rows = [
        (str(item.number), _person(item), escape(item.badge), escape(item.outcome))
        for item in shown
        if item.standing is Standing.CLOSED
    ]
    room = ROOM_BELOW
    for line in digest.decisions:
        row = ("", code(line.login), link(line.badge, line.verify_url), escape(line.outcome))
        room -= sum(map(len, row))
        if room < 0:
            break
        rows.append(row)
    return _section("Decided", ("#", "Person", "Badge", "Decision"), rows)


def _failures(failures: Sequence[str]) -> list[str]:
    if not failures:
        return []
    lines = within(ROOM_BELOW, [f"- {escape(line)}" for line in failures[:MAX_FAILURES]])
    if more := len(failures) - len(lines):
        lines.append(f"- and {more} more")
    return ["### What went wrong\n\n" + "\n".join(lines)]


def _endings(endings: Sequence[EndingLine]) -> list[str]:
    rows = [
        (code(one.login), link(one.badge, one.verify_url), one.ends_on, str(one.days))
        for one in endings[:MAX_ENDINGS]
    ]
    section = _section("Certifications that end soon", ("Person", "Badge", "On", "Days"), rows)
    if more := len(endings) - len(rows):
        section.append(f"And {more} more.")
    return section


def _granted(granted: Sequence[GrantedLine]) -> str:
    lines = within(
        2 * ROOM_BELOW,
        [
            f"- {code(line.login)}: {link(line.badge, line.verify_url)}"
            for line in granted[:MAX_GRANTED]
        ],
    )
    if more := len(granted) - len(lines):
        lines.append(f"- and {more} more")
    return "\n".join(lines)


def _shown(items: Iterable[DigestItem]) -> list[DigestItem]:
    """Choose the items there is room for, those that wait before those that were decided."""
    shown: list[DigestItem] = []
    room = ROOM
    for item in sorted(items, key=lambda item: list(Standing).index(item.standing)):
        row = _row(item, _flags(item), _joined(item.waited, item.votes), item.outcome)
        room -= sum(map(len, row)) + len(_box(item))
        if room < 0:
            break
        shown.append(item)
    return sorted(shown, key=lambda item: item.number)


def _section(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    return [f"### {title}\n\n{table(head, rows)}"] if rows else []


def _row(item: DigestItem, *more: str) -> tuple[str, ...]:
    """Lay out an item, with more cells behind, which are plain words."""
    deeds = evidence(item.evidence)
    return (str(item.number), _person(item), escape(item.badge), deeds, *map(escape, more))


def evidence(deeds: Sequence[tuple[str, str]]) -> str:
    """Link the newest deeds; a repository is named where it differs from the one before."""
    shown = deeds[-MAX_EVIDENCE:]
    links = []
    before = ""
    for label, url in shown:
        repo, number_sign, number = label.partition("#")
        is_same = bool(number_sign) and repo == before
        links.append(link(f"#{number}" if is_same else label, url))
        before = repo
    if more := len(deeds) - len(shown):
        links.append(f"and {more} more")
    return " ".join(links)


def _person(item: DigestItem) -> str:
    return f"[{code(item.login)}]({item.profile_url})"


def _flags(item: DigestItem) -> str:
    return "; ".join(f"⚠ {flag}" for flag in item.flags)


def _told(item: DigestItem) -> str:
    return _joined(item.outcome, item.votes, _flags(item))


def _box(item: DigestItem) -> str:
    return box(item.award_id, f"approve {item.number} ({code(item.login)}, {escape(item.badge)})")


def _joined(*words: str) -> str:
    return " · ".join(word for word in words if word)


def within(room: int, lines: Iterable[str]) -> list[str]:
    """Give the first lines, as many as there is room for."""
    kept: list[str] = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    return kept


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
