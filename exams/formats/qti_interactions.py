"""Turn the interaction of a QTI item into the options, pairs or gaps of a question of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from exams.formats.intake import ALL, NOTHING, essay_rubric
from exams.formats.qti_item import QtiItem
from exams.formats.qti_responses import Response, Unsupported
from exams.formats.writing import Authored, Item
from exams.formats.xml_tree import Element

Question = dict[str, Authored]

GAP = "\\_\\_\\_\\_\\_"
"""What a typed answer leaves behind in a text, as Markdown."""


def _choice(item: QtiItem, interaction: Element) -> Question:
    response = item.response(interaction)
    choices = interaction.all("simpleChoice")
    several = response.cardinality != "single"
    correct = set(response.right(mapped=item.mapped))
    if several and interaction.attributes.get("maxChoices", "0") not in ("0", str(len(choices))):
        message = f"{item.name}: any number of options may be ticked"
        item.intake.not_taken(interaction.line, message)
    item.fixed(interaction)
    options: list[Item] = []
    for choice in choices:
        identifier = choice.attributes.get("identifier", "")
        option: dict[str, Authored] = {"id": identifier, "text": item.markdown(choice)}
        if identifier in correct:
            option["isCorrect"] = True
        options.append(option)
    question: Question = {
        "type": "multiple-answers" if several else "single-answer",
        "options": options,
    }
    if item.mapped:
        values = response.shares()
        if several:
            question["scoring"] = response.scoring(values)
        else:
            values = {key: value for key, value in values.items() if value > 0}
            if set(values) != correct:
                shares: Item = {key: str(value) for key, value in values.items()}
                question["scoring"] = {"policy": "weighted", "values": shares}
    return question


def _order(item: QtiItem, interaction: Element) -> Question:
    response = item.response(interaction)
    by_id = {
        choice.attributes.get("identifier", ""): choice
        for choice in interaction.all("simpleChoice")
    }
    order = response.correct
    if sorted(order) != sorted(by_id):
        raise Unsupported(interaction.line, "its correct response does not order all choices")
    if item.mapped:
        message = f"{item.name}: the mapping of an order is left out; all or nothing counts"
        item.intake.not_taken(interaction.line, message)
    item.fixed(interaction)
    options: list[Item] = [{"id": name, "text": item.markdown(by_id[name])} for name in order]
    return {"type": "ordering", "options": options}


def _match(item: QtiItem, interaction: Element) -> Question:
    response = item.response(interaction)
    sets = interaction.all("simpleMatchSet")
    if len(sets) != 2:  # noqa: PLR2004 - a match is between two sets
        raise Unsupported(interaction.line, "it does not match two sets")
    stems, targets = (
        {
            choice.attributes.get("identifier", ""): item.markdown(choice)
            for choice in one.all("simpleAssociableChoice")
        }
        for one in sets
    )
    right = [pair.partition(" ") for pair in response.right(mapped=item.mapped)]
    by_stem = {stem: target.strip() for stem, _, target in right}
    if len(by_stem) != len(right) or set(by_stem) != set(stems):
        raise Unsupported(interaction.line, "its left sides do not have exactly one match each")
    if not set(by_stem.values()) <= set(targets):
        raise Unsupported(interaction.line, "its correct response names something else")
    item.fixed(interaction)
    question: Question = {
        "type": "matching",
        "pairs": [
            {"id": stem, "text": words, "match": targets[by_stem[stem]]}
            for stem, words in stems.items()
        ],
        "distractors": [words for name, words in targets.items() if name not in by_stem.values()],
    }
    if item.mapped:
        values: dict[str, Fraction] = {}
        for key, value in response.shares().items():
            stem, _, target = key.partition(" ")
            if stem not in stems or target.strip() not in targets:
                raise Unsupported(interaction.line, "its mapping names something else")
            values[f"{stem} = {targets[target.strip()]}"] = value
        question["scoring"] = response.scoring(values)
    return question


def _essay(item: QtiItem, interaction: Element) -> Question:
    message = f"{item.name}: an essay has no rubric there; write a better one than one line"
    item.intake.not_taken(interaction.line, message)
    return {"type": "essay", "rubric": essay_rubric(item.marks)}


def read_gaps(item: QtiItem, body: Element, interactions: list[Element]) -> Question:
    """Read answers that stand within the text; one that is typed is a question by itself."""
    first = interactions[0]
    if len(interactions) == 1 and first.tag == "textEntryInteraction":
        response = item.response(first)
        question = _typed(item, first, response)
        if question is not None:
            text = item.markdown(body, gaps={id(first): GAP})
            return {"text": text, "marks": item.marks, **question}
    gaps: dict[int, str] = {}
    blanks: list[Item] = []
    values: dict[str, Fraction] = {}
    for number, interaction in enumerate(interactions, start=1):
        name = f"g{number}"
        gaps[id(interaction)] = f"{{{{{name}}}}}"
        blank, worth = _blank(item, interaction, name)
        blanks.append(blank)
        values |= worth
    question = {
        "text": item.markdown(body, gaps=gaps),
        "marks": item.marks,
        "type": "blanks",
        "blanks": blanks,
    }
    if values:
        shares: Item = {key: str(value) for key, value in values.items()}
        question["scoring"] = {"policy": "mapping", "values": shares}
    return question


def _typed(item: QtiItem, interaction: Element, response: Response) -> Question | None:
    """Read a typed answer that is a question by itself; `None` where parts of it count."""
    shares = response.shares() if item.mapped else {}
    if any(value not in (NOTHING, ALL) for value in shares.values()):
        return None
    accepted = response.right(mapped=item.mapped)
    if not accepted:
        raise Unsupported(interaction.line, "it has no correct response")
    if response.base_type in ("integer", "float"):
        for further in accepted[1:]:
            message = f"{item.name}: a further number, '{further[:40]}', is not taken"
            item.intake.not_taken(interaction.line, message)
        return {"type": "numeric", "correctAnswer": accepted[0]}
    return {
        "type": "short-answer",
        "correctAnswer": accepted[0],
        "accept": list(accepted[1:]),
        "caseSensitive": _case(item, interaction, response),
    }


def _case(item: QtiItem, interaction: Element, response: Response) -> bool:
    if not item.mapped:
        return True
    if len(set(response.case_sensitive.values())) > 1:
        message = f"{item.name}: the case counts for some answers only; here it counts for all"
        item.intake.not_taken(interaction.line, message)
    return any(response.case_sensitive.values())


def _blank(
    item: QtiItem, interaction: Element, name: str
) -> tuple[dict[str, Authored], Mapping[str, Fraction]]:
    """Read one of several gaps, and what its answers earn where a mapping says."""
    response = item.response(interaction)
    choices = {
        choice.attributes.get("identifier", ""): item.markdown(choice)
        for choice in interaction.all("inlineChoice")
    }
    words = (lambda key: choices.get(key, "")) if choices else (lambda key: key)
    accept = [words(key) for key in response.right(mapped=item.mapped)]
    if not accept or not all(accept):
        raise Unsupported(interaction.line, "a gap has no correct response")
    item.fixed(interaction)
    blank: dict[str, Authored] = {"id": name, "accept": accept}
    if choices:
        blank["options"] = list(choices.values())
    elif _case(item, interaction, response):
        blank["caseSensitive"] = True
    total = sum((one.most for one in item.responses.values()), start=NOTHING)
    if not item.mapped or not total:
        return blank, {}
    return blank, {
        f"{name} = {words(key)}": Fraction(value, total)
        for key, value in response.mapping.items()
        if words(key)
    }


INTERACTIONS: Mapping[str, Callable[[QtiItem, Element], Question]] = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "extendedTextInteraction": _essay,
}
"""What is read of each interaction that stands alone; those within a line are gaps."""
