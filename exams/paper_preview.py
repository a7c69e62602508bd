"""Show a paper in Markdown, as those who review a bank read it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from exams.content import bank_version
from exams.draw import draw
from exams.lint.asked import SEVERAL, SINGLE
from exams.questions import present
from recognition.render.markdown import code, escape

if TYPE_CHECKING:
    from exams.bank import Bank, PublicQuestion

CHOICES = frozenset({SINGLE, SEVERAL})

_CODE = re.compile(r"`([^`]+)`")


def paper_preview(bank: Bank, *, seed: str) -> str:
    """Show one paper as a numbered list; it holds no key.

    Args:
        bank: What the reader accepted.
        seed: Another seed, another paper.
    """
    questions = bank.by_id()
    paper = draw(bank, bank_version(bank), seed)
    shown = [
        _question(number, present(questions[item.question_id].public, item.option_order))
        for number, item in enumerate(paper.items, start=1)
    ]
    return "\n".join(shown)


def _question(number: int, question: PublicQuestion) -> str:
    """Show a question in a numbered list, its other lines, prompts and options below it."""
    first, *more = [line.strip() for line in question.text.splitlines() if line.strip()]
    # What follows in a list must stand as deep as the first line's words.
    deep = " " * len(f"{number}. ")
    mark = "[ ] " if question.type in CHOICES else ""
    lines = [f"{number}. {_shown(first)} ({_marks(question)})"]
    lines += [f"{deep}- {_shown(line.removeprefix('- '))}" for line in more]
    lines += [f"{deep}- {_shown(prompt.text)}: …" for prompt in question.prompts]
    lines += [f"{deep}- {mark}{_shown(option.text)}" for option in question.options]
    if question.starter:
        lines += [f"{deep}{line}" for line in _fenced(question.starter)]
    return "\n".join(lines)


def _shown(text: str) -> str:
    """Show an author's line: code as code, and everything else as it is written."""
    parts = _CODE.split(text)
    return "".join(code(part) if n % 2 else _escape(part) for n, part in enumerate(parts))


def _escape(part: str) -> str:
    """Escape, and keep the space beside a code span."""
    before = " " if part[:1].isspace() else ""
    after = " " if part[-1:].isspace() and part.strip() else ""
    return f"{before}{escape(part)}{after}"


def _fenced(text: str) -> list[str]:
    """Put what a task begins with into a fence that nothing in it can end."""
    longest = max((len(run) for run in re.findall("~+", text)), default=0)
    fence = "~" * max(3, longest + 1)
    lines = [
        "".join(sign for sign in line if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
        for line in text.expandtabs(4).splitlines()
    ]
    return [fence, *lines, fence]


def _marks(question: PublicQuestion) -> str:
    return "1 mark" if question.marks == 1 else f"{question.marks} marks"
