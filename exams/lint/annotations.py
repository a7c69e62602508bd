"""Write findings as GitHub Actions reads them from the output of a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recognition.kernel.findings import Finding


def workflow_command(finding: Finding) -> str:
    """Give the line that puts a finding beside the line it speaks of.

    Source: GitHub's documentation, "Workflow commands for GitHub Actions"; its runner
    decodes `%0A` in the message, and `%3A` and `%2C` besides in what stands before it.
    """
    place = f"file={_property(finding.file)},line={finding.line}"
    if finding.column is not None:
        place += f",col={finding.column}"
    title = f"title={_property(finding.code)}"
    return f"::{finding.severity} {place},{title}::{_message(finding.message)}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
