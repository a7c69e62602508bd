"""The words of the comments about exams; scores and failed attempts never stand in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from exams.eligibility import Standing
from recognition.render.comments import day
from recognition.render.markdown import bar, code, details, escape, fit, mention, table

if TYPE_CHECKING:
    from collections.abc import Sequence

MARKS = {
    Standing.MAY_START: "○ to pass",
    Standing.IN_PROGRESS: "✎ in progress",
    Standing.PASSED: "✅ passed",
    Standing.MAY_RENEW: "✅ passed, to renew",
    Standing.LOCKED: "🔒 not yet",
}

EXTRA_TIME = "Whoever was given extra time sees it on the page of the exam, and nobody else does."
"""A thread is public, and why a person has more time is nobody's business."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamLine:
    """One exam as `/certify` shows it.

    Attributes:
        exam: The id people type after `/certify`.
        title: The exam's name.
        standing: Where the person stands, as everybody may read it: see `public_standing`.
        url: The link to the exam; holds no secret.
        rules: Questions and time, in words.
        policy: Label and words of every rule.
        until: The end of a pass; `None` where there is none.
        holds_pass: A pass counts now, whatever became of later attempts.
        requires: Ids of the badges it presupposes; such an exam belongs to a later step of the
            program.
        missing: Those of them that the person does not hold.
    """

    exam: str
    title: str
    standing: Standing
    url: str
    rules: str
    policy: tuple[tuple[str, str], ...] = ()
    until: datetime | None = None
    holds_pass: bool = False
    requires: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def needs(self) -> str:
        """Say what the person can do about this exam, as Markdown."""
        if self.standing is Standing.PASSED:
            return f"counts until {day(self.until)}" if self.until else ""
        if self.standing is Standing.LOCKED:
            return f"first earn {', '.join(code(badge) for badge in self.missing)}"
        link = f"[{_VERBS[self.standing]} the exam]({self.url})"
        return f"{link} · {escape(self.rules)}"


_VERBS = {
    Standing.MAY_START: "Open",
    Standing.IN_PROGRESS: "Continue",
    Standing.MAY_RENEW: "Renew",
}


def public_standing(standing: Standing, *, holds_pass: bool) -> Standing:
    """Give a standing as everybody may read it.

    Whoever waits for the next attempt, or has none left, has failed; so a thread says of an
    exam that it is passed, or that it is not, and its own page says the rest to its candidate.
    """
    if standing in (Standing.IN_REVIEW, Standing.COOLING_DOWN, Standing.USED_UP):
        return Standing.MAY_RENEW if holds_pass else Standing.MAY_START
    return standing


def certify(
    *, login: str, certification: str, exams: list[ExamLine], updated_at: datetime, help_url: str
) -> str:
    """Answer `/certify` and `/certify status`: how far, what is open, where to begin.

    What is counted towards the certification are the exams that presuppose nothing.
    """
    counted = [line for line in exams if not line.requires]
    passed = sum(line.holds_pass for line in counted)
    head = f"**{passed} of {len(counted)} exams passed**"
    following = next((line for line in counted if not line.holds_pass), None)
    if following is not None:
        head += f" · next: **{escape(following.title)}**"
    rows = [(escape(line.title), MARKS[line.standing], line.needs) for line in exams]
    how = (
        "You sign in with GitHub. A link works only for the person it was made for, and holds no "
        "secret. Results are yours alone; only a pass becomes a badge.\n\n"
        f"Commands: {', '.join(code(f'/certify {line.exam}') for line in exams[:2])}, "
        f"{code('/certify status')}, {code('/badges')}, {code('/progress')} · "
        f"[all commands]({help_url})"
    )
    return fit(
        f"### {escape(certification)} · {mention(login)}\n\n"
        f"{bar(passed, len(counted))} {head}\n\n"
        f"{table(('Exam', 'State', 'What you can do'), rows)}\n\n"
        f"{details('The rules', _rules(exams))}\n\n"
        f"{details('How this works', how)}\n\n"
        f"<sub>Updated {updated_at:%Y-%m-%d %H:%M} UTC</sub>"
    )


def offer(*, login: str, line: ExamLine) -> str:
    """Answer `/certify <exam>`: one exam, its rules, its link."""
    if line.standing in _VERBS:
        text = (
            f"here is **[your way to the exam]({line.url})**, which says what you can do now.\n\n"
            f"{escape(line.rules)}\n\n{details('The rules', _rules([line]))}\n\n"
            "<sub>Answers are saved as you go; the result is yours alone.</sub>"
        )
    else:
        text = f"{MARKS[line.standing]} ({line.needs})."
    return f"**{escape(line.title)}** · {mention(login)}, {text}"


def _rules(exams: Sequence[ExamLine]) -> str:
    """Say the rules of the exams: what is the same for all of them once, then the others."""
    shared = [
        rule
        for line in exams[:1]
        for rule in line.policy
        if all(rule in it.policy for it in exams)
    ]
    rows = [(exams[0].title if len(exams) == 1 else "All", *rule) for rule in shared]
    rows += [(line.title, *rule) for line in exams for rule in line.policy if rule not in shared]
    cells = [tuple(escape(cell) for cell in row) for row in rows]
    return f"{table(('Exam', 'Rule', ''), cells)}\n\n{EXTRA_TIME}"
