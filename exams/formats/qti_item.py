"""Hold one QTI item while it becomes a question, and give its texts as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from exams.formats.intake import Intake
from exams.formats.markup import MarkdownWriter
from exams.formats.qti_responses import Response, Unsupported
from exams.formats.xml_tree import Element

NOT_IN_TEXTS = frozenset(
    (
        *("feedbackInline", "feedbackBlock", "rubricBlock", "templateInline", "templateBlock"),
        *("printedVariable", "stylesheet", "math", "object", "include"),
    )
)
"""Elements whose words are no part of what is asked."""


@dataclass(slots=True, kw_only=True)
class QtiItem:
    """An item on its way to a question.

    Attributes:
        mapped: Answers earn what the mapping says, else all or nothing.
        marks: What it is worth.
    """

    intake: Intake
    name: str
    element: Element
    responses: Mapping[str, Response]
    mapped: bool
    marks: int = 1

    def response(self, interaction: Element) -> Response:
        """Find what belongs to an interaction."""
        identifier = interaction.attributes.get("responseIdentifier", "")
        response = self.responses.get(identifier)
        if response is None:
            raise Unsupported(interaction.line, f"it has no responseDeclaration '{identifier}'")
        return response

    def markdown(self, *elements: Element, gaps: Mapping[int, str] | None = None) -> str:
        """Give elements as Markdown; interactions are left out, or stand as their gap."""
        writer = MarkdownWriter()
        for element in elements:
            self._write(writer, element, gaps or {})
        for what in writer.unsupported:
            self.intake.not_taken(elements[0].line, f"{self.name}: {what} in a text is left out")
        return writer.markdown()

    def _write(self, writer: MarkdownWriter, element: Element, gaps: Mapping[int, str]) -> None:
        for part in element.content:
            if isinstance(part, str):
                writer.text(part)
            elif id(part) in gaps:
                writer.raw(gaps[id(part)])
            elif part.tag in NOT_IN_TEXTS:
                what = f"{self.name}: <{part.tag}> is left out"
                self.intake.not_taken(part.line, what)
            elif not part.tag.endswith("Interaction"):
                writer.start(part.tag, part.attributes)
                self._write(writer, part, gaps)
                writer.end(part.tag)

    def fixed(self, interaction: Element) -> None:
        """Name what of a choice is not kept."""
        if any(choice.attributes.get("fixed") == "true" for choice in interaction.walk()):
            message = f"{self.name}: options with a fixed place are shuffled like the others"
            self.intake.not_taken(interaction.line, message)
