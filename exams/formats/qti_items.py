"""Turn one QTI item into a question of ours, with its response processing as our scoring."""

from __future__ import annotations

import re
from math import ceil

from exams.formats.intake import ALL, Intake
from exams.formats.qti_interactions import INTERACTIONS, Question, read_gaps
from exams.formats.qti_item import QtiItem
from exams.formats.qti_responses import Unsupported, read_responses
from exams.formats.xml_tree import Element
from exams.tasks.values import plain_fraction

_ONE_LINE = frozenset(("textEntryInteraction", "inlineChoiceInteraction"))
_IGNORED = frozenset(
    (
        *("responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing"),
        *("modalFeedback", "contextDeclaration", "companionMaterialsInfo"),
    )
)
_TEMPLATES = re.compile(r"(match_correct|map_response)(?:\.xml)?$")


def read_item(intake: Intake, element: Element) -> None:
    """Take an item, or name what it has that we have not."""
    attributes = element.attributes
    name = intake.question_id(attributes.get("identifier", ""), attributes.get("title", ""))
    try:
        question = _read(intake, name, element)
    except Unsupported as error:
        intake.left_out(error.line, f"{name}: {error}", code="unsupported-type")
        return
    item = QtiItem(intake=intake, name=name, element=element, responses={}, mapped=False)
    feedback = [item.markdown(part) for part in element.all("modalFeedback")]
    explanation = "\n\n".join(dict.fromkeys(words for words in feedback if words))
    intake.add(element.line, {"id": name, **question, "explanation": explanation})


def _read(intake: Intake, name: str, element: Element) -> Question:
    for part in element:
        if part.tag == "templateDeclaration":
            raise Unsupported(part.line, "its numbers come from a template")
        if part.tag not in _IGNORED:
            intake.not_taken(part.line, f"{name}: <{part.tag}> is left out")
    body = element.first("itemBody")
    if body is None:
        raise Unsupported(element.line, "it has no itemBody")
    item = QtiItem(
        intake=intake,
        name=name,
        element=element,
        responses=read_responses(element),
        mapped=_is_mapped(intake, name, element),
    )
    item.marks = _marks(item)
    interactions = [part for part in body.walk() if part.tag.endswith("Interaction")]
    if not interactions:
        raise Unsupported(body.line, "it asks nothing")
    tags = {interaction.tag for interaction in interactions}
    if tags <= _ONE_LINE:
        return read_gaps(item, body, interactions)
    first = interactions[0]
    if len(interactions) > 1:
        raise Unsupported(interactions[1].line, "it has more than one interaction")
    read = INTERACTIONS.get(first.tag)
    if read is None:
        raise Unsupported(first.line, f"<{first.tag}> has no counterpart here")
    question = read(item, first)
    texts = [
        text for text in (item.markdown(body), *map(item.markdown, first.all("prompt"))) if text
    ]
    return {"text": "\n\n".join(texts), "marks": item.marks, **question}


def _is_mapped(intake: Intake, name: str, element: Element) -> bool:
    """Tell which template processes responses; rules written out are named."""
    processing = element.first("responseProcessing")
    if processing is None:
        return False
    template = processing.attributes.get("template", "")
    found = _TEMPLATES.search(template)
    if found:
        return found[1] == "map_response"
    told = f"the template '{template[:80]}'" if template else "its own rules of processing"
    has_mapping = any(part.tag == "mapResponse" for part in processing.walk())
    taken = "its mapping" if has_mapping else "its correct response"
    message = f"{name}: {told} is left out; {taken} counts"
    intake.not_taken(processing.line, message)
    return has_mapping


def _marks(item: QtiItem) -> int:
    """Give MAXSCORE, or the most that the mapping gives, or 1; our marks are whole."""
    exact = ALL
    for outcome in item.element.all("outcomeDeclaration"):
        if outcome.attributes.get("identifier") == "MAXSCORE":
            exact = plain_fraction(outcome.text.strip()) or ALL
            break
    else:
        if item.mapped and len(item.responses) == 1:
            exact = next(iter(item.responses.values())).most
    marks = min(1_000, max(1, ceil(exact)))
    if exact != marks:
        message = f"{item.name}: worth {exact}; marks are whole, so {marks}"
        item.intake.not_taken(item.element.line, message)
    return marks
