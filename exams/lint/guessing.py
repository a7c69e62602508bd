"""Answer questions without knowing anything: by place, by length, by ticking everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exams.lint.guessing_choices import choice_kinds
from exams.lint.guessing_parts import PART_KINDS

if TYPE_CHECKING:
    from exams.bank import Bank
    from exams.lint.tactics import Kind


def kinds_of(bank: Bank) -> tuple[Kind, ...]:
    """Give the kinds of questions that can be answered blind, with all tactics for each.

    Marks add up, so that the best tactic of one kind is the best whatever is done with the
    others. What is typed is no kind: without knowledge it earns nothing.
    """
    return (*choice_kinds(bank), *PART_KINDS)
