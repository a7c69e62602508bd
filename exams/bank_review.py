"""Say beside a pull request what it does to question banks, without a word about any key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from exams.bank import Bank, Competency
from exams.bank_changes import (
    Figures,
    QuestionChange,
    Touch,
    figures_of,
    question_changes,
    rule_changes,
)
from exams.formats.academy import BankReading
from exams.lint import lint_bank
from exams.paper_preview import paper_preview
from recognition.kernel.findings import Finding, Severity
from recognition.render.markdown import code, details, escape, fit, table

WANTED = 2
"""Maintainers of the domain who approve of each version of a bank.

Source: the CNCF's announcement, "created and reviewed by maintainers from each domain".
"""

MAX_FINDINGS = 50
MAX_QUESTIONS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Who has to agree to a bank, and who does.

    Attributes:
        team: `org/slug` of whose members two have to; `None` where nobody can.
        by: Logins of the members who approve of the head commit; one for each person.
    """

    team: str | None
    by: tuple[str, ...]

    @property
    def missing(self) -> int:
        """Give how many more have to agree."""
        return max(0, WANTED - len(self.by))


@dataclass(frozen=True, slots=True, kw_only=True)
class BankReview:
    """One bank of a pull request, judged.

    Attributes:
        before: The version in force; `None` where there is none that can be read.
        after: The proposed one; `None` where the bank goes, or cannot be read.
        findings: Of the reader and of the linter, of the proposed version.
    """

    file: str
    exam: str
    title: str
    before: Bank | None
    after: Bank | None
    findings: tuple[Finding, ...]
    consent: Consent

    @property
    def errors(self) -> int:
        """Count what has to be mended."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)


def judged(
    before: BankReading | None, after: BankReading | None, *, consent: Consent
) -> BankReview | None:
    """Judge the two versions of a file; `None` where neither is a bank."""
    reading = after or before
    if reading is None:
        return None
    findings: tuple[Finding, ...] = ()
    if after is not None:
        more = () if after.bank is None else lint_bank(after.bank)
        findings = tuple(sorted((*after.findings, *more), key=lambda finding: finding.line))
    return BankReview(
        file=reading.file,
        exam=reading.exam,
        title=reading.title or reading.exam,
        before=None if before is None else before.bank,
        after=None if after is None else after.bank,
        findings=findings,
        consent=consent,
    )


def title(reviews: Sequence[BankReview]) -> str:
    """Give the result in one line."""
    errors = sum(review.errors for review in reviews)
    if errors:
        return f"{_count(errors, 'error', 'errors')} in the banks"
    waiting = [review for review in reviews if review.consent.missing]
    if not waiting:
        return "Approved by two maintainers of each domain"
    if len(waiting) == 1:
        return f"Waits for {_missing(waiting[0].consent)}"
    return f"{len(waiting)} banks wait for their maintainers"


def summary(reviews: Sequence[BankReview]) -> str:
    """Say what each bank becomes, what is wrong with it, and who has to agree."""
    return fit("\n\n".join(_section(review) for review in reviews))


def text(reviews: Sequence[BankReview], *, seed: str) -> str:
    """Show one paper of every bank as a candidate would get it; keys are not shown.

    Args:
        reviews: The banks; those that cannot be read are left out.
        seed: The papers are drawn with it.
    """
    shown = [
        details(f"A paper of {review.title}", paper_preview(review.after, seed=seed))
        for review in reviews
        if review.after is not None and not review.errors
    ]
    return fit("\n\n".join(shown))


def _section(review: BankReview) -> str:
    parts = [f"### {escape(review.title)}", _consent(review.consent)]
    if review.findings:
        rows = [_finding(one) for one in _first(review.findings)]
        parts.append(table(("Line", "Finding", "Code"), rows))
        if (more := len(review.findings) - MAX_FINDINGS) > 0:
            parts.append(f"and {more} more.")
    if review.after is None:
        parts.append("The exam goes." if not review.findings else "It cannot be read as it is.")
    changes = question_changes(review.before, review.after)
    if changes and not (review.after is None and review.findings):
        parts.append(_changes(changes))
    if review.before is not None and review.after is not None:
        rules = rule_changes(review.before, review.after)
        rows = [(escape(label), escape(was), escape(now)) for label, was, now in rules]
        parts.append(table(("Rule", "was", "becomes"), rows) if rows else "")
    if review.after is not None:
        parts.append(_figures(review.before, review.after))
    return "\n\n".join(part for part in parts if part)


def _consent(consent: Consent) -> str:
    by = " and ".join(code(login) for login in consent.by)
    if consent.team is None:
        return "No team is set whose members could approve of it (`RECOGNITION_MAINTAINERS`)."
    if not consent.missing:
        return f"Approved by {by}, members of {code(consent.team)}."
    so_far = f", after {by}" if by else ""
    return f"Waits for {_missing(consent)} to approve of this commit{so_far}."


def _missing(consent: Consent) -> str:
    number = "two" if consent.missing == WANTED else "one more"
    noun = "members" if consent.missing == WANTED else "member"
    return f"{number} {noun} of {consent.team or 'a team that is not set'}"


def _changes(changes: Sequence[QuestionChange]) -> str:
    """Name the questions, by what happens to them."""
    lines = []
    for touch in Touch:
        ones = [change for change in changes if change.touch is touch]
        if not ones:
            continue
        names = ", ".join(_name(one) for one in ones[:MAX_QUESTIONS])
        more = len(ones) - MAX_QUESTIONS
        lines.append(f"- {len(ones)} {touch}: {names}" + (f" and {more} more" if more > 0 else ""))
    return "\n".join(lines)


def _name(change: QuestionChange) -> str:
    takes = f" in place of {code(change.supersedes)}" if change.supersedes else ""
    return f"{code(change.id)}{takes} (line {change.line})"


def _figures(before: Bank | None, after: Bank) -> str:
    """Set the numbers of both versions side by side."""
    now = _numbers(figures_of(after), after.competencies)
    was = {} if before is None else _numbers(figures_of(before), after.competencies)
    rows = [(label, was.get(label, "–"), now.get(label, "–")) for label in now | was]
    return table(("Bank", "was", "becomes"), rows)


def _numbers(figures: Figures, competencies: Iterable[Competency]) -> dict[str, str]:
    """Give the numbers in their order, by a label in Markdown."""
    titles = {competency.id: competency.title for competency in competencies}
    numbers = {
        "questions in the pool": str(figures.pool),
        "retired questions": str(figures.retired),
        "marks": str(figures.marks),
        "questions of a paper": str(figures.paper),
        "earned without knowledge": f"{figures.blind or '0.00'} %",
    }
    numbers |= {code(name): str(count) for name, count in sorted(figures.types.items())}
    for (competency, difficulty), count in sorted(figures.cells.items()):
        if titles:
            label = escape(titles.get(competency, competency or "no competency"))
            numbers[f"{label}, {difficulty}" if difficulty else label] = str(count)
    return numbers


def _finding(finding: Finding) -> tuple[str, ...]:
    message = f"{finding.severity}: {escape(finding.message)}"
    return str(finding.line), message, code(finding.code)


def _first(findings: Sequence[Finding]) -> list[Finding]:
    """Give the findings that are shown, errors before warnings."""
    return sorted(findings, key=lambda finding: finding.severity)[:MAX_FINDINGS]


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
