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
    Standing.MAY_START: "▶ ready",
    Standing.IN_PROGRESS: "✎ in progress",
    Standing.IN_REVIEW: "👀 in review",
    Standing.COOLING_DOWN: "⏳ later",
    Standing.PASSED: "✅ passed",
    Standing.MAY_RENEW: "✅ passed, to renew",
    Standing.USED_UP: "■ no attempts left",
}

EXTRA_TIME = "Whoever was given extra time sees it on the page of the exam, and nobody else does."
"""A thread is public, and why a person has more time is nobody's business."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamLine:
    """One exam as `/certify` shows it.

    Attributes:
        exam: The id people type after `/certify`.
        title: The exam's name.
        standing: Where the person stands.
        url: The link to the exam; holds no secret.
        rules: Questions, time and attempts, in words.
        policy: Label and words of every rule.
        until: The end of a cool-down, or of a pass; `None` where neither is.
        holds_pass: A pass counts now, whatever became of later attempts.
    """

    exam: str
    title: str
    standing: Standing
    url: str
    rules: str
    policy: tuple[tuple[str, str], ...] = ()
    until: datetime | None = None
    holds_pass: bool = False

    @property
    def verb(self) -> str:
        """Say what the person can do with an exam that is open to them; empty if it is not."""
        return _VERBS.get(self.standing, "")

    @property
    def needs(self) -> str:
        """Say what the person can do about this exam, as Markdown."""
        until = f"counts until {day(self.until)}" if self.until else ""
        match self.standing:
            case Standing.PASSED:
                return until
            case Standing.IN_REVIEW:
                return "a person reads your answers"
            case Standing.COOLING_DOWN:
                return f"opens {day(self.until)}" if self.until else ""
            case Standing.USED_UP:
                return "ask a maintainer"
        link = f"[{self.verb.capitalize()} the exam]({self.url})"
        also = until if self.standing is Standing.MAY_RENEW else ""
        return " · ".join(part for part in (link, also, escape(self.rules)) if part)


_VERBS = {
    Standing.MAY_START: "start",
    Standing.IN_PROGRESS: "continue",
    Standing.MAY_RENEW: "renew",
}


def certify(
    *, login: str, certification: str, exams: list[ExamLine], updated_at: datetime, help_url: str
) -> str:
    """Answer `/certify` and `/certify status`: how far, what is open, where to begin."""
    passed = sum(line.holds_pass for line in exams)
    head = f"**{passed} of {len(exams)} exams passed**"
    following = next((line for line in exams if not line.holds_pass), None)
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
        f"{bar(passed, len(exams))} {head}\n\n"
        f"{table(('Exam', 'State', 'What you can do'), rows)}\n\n"
        f"{details('The rules', _rules(exams))}\n\n"
        f"{details('How this works', how)}\n\n"
        f"<sub>Updated {updated_at:%Y-%m-%d %H:%M} UTC</sub>"
    )


def offer(*, login: str, line: ExamLine) -> str:
    """Answer `/certify <exam>`: one exam, its rules, its link."""
    if line.verb:
        text = (
            f"you can {line.verb} now: **[open the exam]({line.url})**\n\n"
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
