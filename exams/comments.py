"""The words of the comments about exams; scores and failed attempts never stand in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from exams.policy import Standing
from recognition.render.comments import day
from recognition.render.markdown import bar, code, details, escape, fit, mention, table

MARKS = {
    Standing.MAY_START: "▶ ready",
    Standing.IN_PROGRESS: "✎ in progress",
    Standing.COOLING_DOWN: "⏳ later",
    Standing.PASSED: "✅ passed",
    Standing.USED_UP: "■ no attempts left",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamLine:
    """One exam as `/certify` shows it.

    Attributes:
        exam: The id people type after `/certify`.
        title: The exam's name.
        standing: Where the person stands.
        url: The link to the exam; holds no secret.
        rules: Questions, time and attempts, in words.
        until: The end of a cool-down, or of a pass; `None` where neither is.
    """

    exam: str
    title: str
    standing: Standing
    url: str
    rules: str
    until: datetime | None = None

    @property
    def needs(self) -> str:
        """Say what the person can do about this exam, as Markdown."""
        if self.standing is Standing.PASSED:
            return f"counts until {day(self.until)}" if self.until else ""
        if self.standing is Standing.COOLING_DOWN and self.until:
            return f"opens {day(self.until)}"
        if self.standing is Standing.USED_UP:
            return "ask a maintainer"
        verb = "Continue" if self.standing is Standing.IN_PROGRESS else "Start"
        return f"[{verb} the exam]({self.url}) · {escape(self.rules)}"


def certify(
    *, login: str, certification: str, exams: list[ExamLine], updated_at: datetime, help_url: str
) -> str:
    """Answer `/certify` and `/certify status`: how far, what is open, where to begin."""
    passed = sum(line.standing is Standing.PASSED for line in exams)
    head = f"**{passed} of {len(exams)} exams passed**"
    following = next((line for line in exams if line.standing is not Standing.PASSED), None)
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
        f"{details('How this works', how)}\n\n"
        f"<sub>Updated {updated_at:%Y-%m-%d %H:%M} UTC</sub>"
    )


def offer(*, login: str, line: ExamLine) -> str:
    """Answer `/certify <exam>`: one exam, its rules, its link."""
    if line.standing in (Standing.MAY_START, Standing.IN_PROGRESS):
        verb = "go on" if line.standing is Standing.IN_PROGRESS else "start"
        text = (
            f"you can {verb} now: **[open the exam]({line.url})**\n\n{escape(line.rules)}\n\n"
            "<sub>Answers are saved as you go; the result is yours alone.</sub>"
        )
    else:
        text = f"{MARKS[line.standing]} ({line.needs})."
    return f"**{escape(line.title)}** · {mention(login)}, {text}"
