"""What pages, comments and JSON may know of exams and attempts; none of it can hold a key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from exams.attempt import State
from exams.bank import Answer, PublicQuestion
from exams.eligibility import Eligibility, Standing
from exams.grading import Score
from exams.policy import USUAL_PERCENT, Policy, counted, extended_words
from recognition.facts import Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamView:
    """An exam that is offered.

    Attributes:
        description: Markdown by the author.
        questions: On one paper.
        pool: Questions a paper is drawn from.
        requires: Ids of the badges it presupposes.
    """

    id: str
    title: str
    description: str
    policy: Policy
    questions: int
    pool: int
    requires: tuple[str, ...] = ()

    def rules(self, *, percent: int = USUAL_PERCENT) -> str:
        """Give the rules that people ask for first: `10 questions · 20 minutes · 70 % to pass`.

        Not which attempt it would be: in a thread, the second says that the first was failed.

        Args:
            percent: The time a person has, of the exam's limit.
        """
        policy = self.policy
        parts = [
            counted(self.questions, "question"),
            extended_words(policy.time_limit, percent, none="no time limit"),
            f"{policy.pass_percentage} % to pass",
        ]
        if policy.max_attempts is not None:
            parts.append(counted(policy.max_attempts, "attempt"))
        return " · ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptSummary:
    """An attempt in a person's own list.

    Attributes:
        submitted_at: `None` while it is open.
        expired: It ran out, and was graded with the answers saved by then.
        score: `None` while it is open.
    """

    id: str
    state: State
    started_at: datetime
    submitted_at: datetime | None
    expired: bool
    score: Score | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamStatus:
    """How one person stands with one exam; for that person only.

    Attributes:
        attempts: From the first to the newest.
        missing: Ids of badges to earn before the exam can be sat.
        extra_percent: The time this person has, of the exam's limit; never for a thread.
    """

    exam: ExamView
    eligibility: Eligibility
    attempts: tuple[AttemptSummary, ...]
    missing: tuple[str, ...] = ()
    extra_percent: int = USUAL_PERCENT

    @property
    def standing(self) -> Standing:
        """How the person stands."""
        return self.eligibility.standing

    @property
    def best(self) -> Score | None:
        """The best score, or `None` before the first result.

        Any that passes is better than one that does not, whatever their shares: what it took
        to pass may have changed between them.
        """
        scores = [a.score for a in self.attempts if a.score is not None]
        return max(scores, key=lambda score: (score.passed, score.share), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """A question of a paper with the candidate's own answer.

    Attributes:
        question: Options in the order of this paper.
        answer: Option ids, a text, or texts by prompt; `None` where it is open.
    """

    question: PublicQuestion
    answer: Answer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptView:
    """An attempt as its candidate sees it.

    Attributes:
        deadline_at: `None` without time limit.
        extra_percent: The time this person has, of the exam's limit.
        submitted_at: `None` while it is open; the deadline where it ran out.
        save_no: The page sends one more with its next save.
        items: In the order of the paper.
        score: `None` until it is graded.
        thread: Where the link was asked for, to go back to.
        viewed_at: The server's time, from which a page counts down.
        receipt: The id of the receipt; `None` while it is open.
        time_is_up: It is open, and nothing more is taken; handing in grades what was saved.
    """

    id: str
    exam: str
    title: str
    policy: Policy
    state: State
    started_at: datetime
    deadline_at: datetime | None
    extra_percent: int
    submitted_at: datetime | None
    expired: bool
    save_no: int
    items: tuple[ItemView, ...]
    score: Score | None
    thread: Thread | None
    viewed_at: datetime
    receipt: str | None
    time_is_up: bool

    @property
    def is_open(self) -> bool:
        """Whether it is still under way."""
        return self.state is State.IN_PROGRESS

    @property
    def is_in_review(self) -> bool:
        """Whether a person has yet to look at some of its answers."""
        return self.state is State.NEEDS_REVIEW

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(item.answer is not None for item in self.items)

    @property
    def possible(self) -> int:
        """The marks of the paper."""
        return sum(item.question.marks for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What handing in gave.

    Attributes:
        notice: Words for the candidate where something was not taken, or empty.
    """

    attempt: AttemptView
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link to the exams that one person got in one thread.

    Attributes:
        exam: The exam asked for; `None` shows them all.
    """

    id: str
    person_id: int
    login: str
    exam: str | None
    thread: Thread
    created_at: datetime
    expires_at: datetime
