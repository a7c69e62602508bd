"""Tell authors what gives their answers away, before candidates find out; one rule a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exams.lint.contract import RULES, Hit, Rule
from recognition.kernel.findings import Finding

if TYPE_CHECKING:
    from exams.bank import Bank

RULES.load(__name__)


def lint_bank(bank: Bank) -> tuple[Finding, ...]:
    """Find what a reader of the format cannot, in the order of lines.

    The reader has already reported what makes a bank unusable. Retired questions are not
    judged: nobody meets them again.
    """
    found = [
        Finding(
            file=bank.file,
            line=hit.line,
            code=code,
            severity=rule.severity,
            message=hit.message,
        )
        for code, rule in RULES.items()
        for hit in rule.find(bank)
    ]
    return tuple(sorted(found, key=lambda finding: (finding.line, finding.code, finding.message)))


__all__ = ["RULES", "Hit", "Rule", "lint_bank"]
