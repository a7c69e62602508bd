"""Say what a change of rules would do to real people, before anybody merges it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recognition.kernel.findings import Finding, Severity
from recognition.render.markdown import code, details, escape, fit, link, table

MAX_LINES = 200
"""People a section names; the numbers above it count all of them."""

MAX_FINDINGS = 50
"""Nobody mends more at a time, and the first are often the cause of the others."""


class Fate(StrEnum):
    """What a change of rules does to one award; the values are the words of the page."""

    GAINS = "gains"
    LOSES = "loses"
    MOVES = "moves"
    KEEPS = "keeps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """One award that a change of rules touches.

    Attributes:
        login: Whose it is.
        badge: The badge's name.
        tier: Its tier; `None` where it has none.
        fate: What happens to it.
        before: When it was earned by the rules in force; `None` where it was not.
        after: When it would have been earned by the new ones; `None` where it would not.
    """

    login: str
    badge: str
    tier: str | None
    fate: Fate
    before: datetime | None
    after: datetime | None

    @property
    def days(self) -> tuple[str, str]:
        """Write `before` and `after`, empty where it is not earned.

        The time is written too where both are on one day: nothing would seem to move.
        """
        moments = (self.before, self.after)
        is_one_day = len({moment and moment.date() for moment in moments}) == 1
        form = "%Y-%m-%d %H:%M:%S" if is_one_day else "%Y-%m-%d"
        before, after = ("" if moment is None else f"{moment:{form}}" for moment in moments)
        return before, after


HEADINGS = {
    Fate.GAINS: "Gains",
    Fate.LOSES: "Loses",
    Fate.MOVES: "Moves to another date",
    Fate.KEEPS: "Keeps, although the new rule would not give it",
}


def title(touched: Sequence[Touched], findings: Sequence[Finding]) -> str:
    """Give the result in one line."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if errors:
        return f"{_count(errors, 'error', 'errors')} in the rules"
    if not touched:
        return "Nobody gains or loses anything"
    counts = _counts(touched)
    first, *others = [fate for fate in Fate if counts[fate]]
    begin = f"{_count(counts[first], 'award', 'awards')} {_DONE[first]}"
    return ", ".join([begin, *(f"{counts[fate]} {_DONE[fate]}" for fate in others)])


_DONE = {
    Fate.GAINS: "gained",
    Fate.LOSES: "lost",
    Fate.MOVES: "moved to another date",
    Fate.KEEPS: "kept",
}


def summary(
    touched: Sequence[Touched],
    findings: Sequence[Finding],
    *,
    badges: Sequence[str],
    try_url: str,
) -> str:
    """Say what comes of it, badge by badge.

    Args:
        touched: Every award that changes.
        findings: What is wrong with the files.
        badges: Names of the badges whose rules differ, also those that touch nobody.
        try_url: Where other numbers can be tried.
    """
    parts = []
    if findings:
        parts.append(
            table(("Place", "What is wrong"), [_finding(one) for one in _first(findings)])
        )
        if more := len(findings) - MAX_FINDINGS:
            parts.append(f"and {more} more." if more > 0 else "")
    if any(finding.severity is Severity.ERROR for finding in findings):
        parts.append("Mend these first; what the rules would do is shown then.")
        return _joined(parts)
    people = len({one.login for one in touched})
    if not badges:
        parts.append("No rule differs from those in force.")
    elif not touched:
        parts.append(
            f"{_count(len(badges), 'rule differs', 'rules differ')}, and nobody's badges do."
        )
    else:
        parts.append(
            f"**{_count(people, 'person', 'people')}** would notice. Nothing has happened yet: "
            "it does when this is merged, quietly, and all of it at once."
        )
        head = ("Badge", "gains", "loses", "moves", "keeps")
        parts.append(table(head, [_row(name, touched) for name in badges]))
    if badges:
        parts.append(f"Maintainers may {link('try other numbers', try_url)}.")
    return _joined(parts)


def text(touched: Sequence[Touched]) -> str:
    """Name the people, section by section; empty where there is nobody to name."""
    sections = []
    for fate, heading in HEADINGS.items():
        ones = [one for one in touched if one.fate is fate]
        if not ones:
            continue
        lines = [_line(one) for one in ones[:MAX_LINES]]
        if more := len(ones) - len(lines):
            lines.append(f"- and {more} more")
        sections.append(details(f"{heading}: {len(ones)}", "\n".join(lines)))
    return fit("\n\n".join(sections))


def _line(one: Touched) -> str:
    before, after = one.days
    when = {
        Fate.GAINS: f"earned {after}",
        Fate.LOSES: f"had since {before}",
        Fate.MOVES: f"{before} → {after}",
        Fate.KEEPS: f"has since {before}",
    }[one.fate]
    name = f"{one.badge} ({one.tier})" if one.tier else one.badge
    return f"- {code(one.login)}: {escape(name)}, {when}"


def _row(name: str, touched: Iterable[Touched]) -> tuple[str, ...]:
    counts = _counts([one for one in touched if one.badge == name])
    return (escape(name), *(str(counts[fate] or "–") for fate in Fate))


def _counts(touched: Iterable[Touched]) -> dict[Fate, int]:
    counts = dict.fromkeys(Fate, 0)
    for one in touched:
        counts[one.fate] += 1
    return counts


def _finding(finding: Finding) -> tuple[str, ...]:
    return code(f"{finding.file}:{finding.line}"), f"{finding.severity}: {escape(finding.message)}"


def _first(findings: Sequence[Finding]) -> list[Finding]:
    """Give the findings that are shown, errors before warnings."""
    return sorted(findings, key=lambda finding: finding.severity)[:MAX_FINDINGS]


def _joined(parts: Iterable[str]) -> str:
    return fit("\n\n".join(part for part in parts if part))


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
