"""Let maintainers try a rule on everybody's work before they propose it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, render_template, request

from recognition.catalog import BADGE_FILE
from recognition.kernel.errors import UserError
from recognition.kernel.findings import Severity
from recognition.kernel.web import web
from recognition.kernel.web.base import no_store
from recognition.kernel.web.session import login_required
from recognition.kernel.yaml import YamlError, read_yaml
from recognition.render import rule_change as words
from recognition.rulefile import RULE_FOLDER
from recognition.rules.reading import NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recognition.kernel.findings import Finding
    from recognition.service.rulebook import Rulebook
    from webhooks.web.maintainers import Maintainers

MAX_FILE = 20_000
"""Characters of a badge file; ours have about 600."""

SHOWN = 100
"""Rows of a section; the numbers above it count all of them."""

UNREADABLE_ID = "proposed"
"""The folder of a file whose id cannot be read; its findings say why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a rule would do.

    Attributes:
        title: The result in one line.
        findings: What is wrong with the file.
        is_sound: No finding is an error.
        sections: Heading, number and the first awards of each fate that occurs.
    """

    title: str
    findings: Sequence[Finding]
    is_sound: bool
    sections: Sequence[tuple[str, int, Sequence[words.Touched]]]


def console_blueprint(rulebook: Rulebook, maintainers: Maintainers) -> Blueprint:
    """Build the maintainers' pages about rules.

    Args:
        rulebook: Has the rules in force.
        maintainers: Who may see the pages.
    """
    blueprint = Blueprint("console", __name__, template_folder="templates")

    @blueprint.get("/console/rules/try")
    @login_required
    def rules() -> Response:
        """Show a badge file to be changed."""
        maintainers.only()
        catalog = rulebook.catalog
        badge = catalog.find(request.args.get("badge", "")) or next(iter(catalog.active), None)
        return _page(rulebook, text=badge.text if badge is not None else "")

    @blueprint.post("/console/rules/try")
    @login_required
    def try_rules() -> Response:
        """Say what the badge file in the form would do; nothing is changed."""
        maintainers.only()
        # Browsers end the lines of forms with CR LF.
        text = request.form.get("file", "").replace("\r\n", "\n")
        if len(text) > MAX_FILE:
            raise UserError(f"A badge file has at most {MAX_FILE:,} characters.")
        return _page(rulebook, text=text, tried=_try(rulebook, text))

    return blueprint


def _try(rulebook: Rulebook, text: str) -> Tried:
    path = f"{RULE_FOLDER}{_id_of(text)}/{BADGE_FILE}"
    with web().database.reading() as session:
        proposed = rulebook.proposed(session, {path: text})
        findings = [one for one in proposed.findings if one.file == path]
        is_sound = all(one.severity is not Severity.ERROR for one in findings)
        now = web().clock.now()
        touched = rulebook.effect_of(session, proposed, now=now) if is_sound else ()
    sections = [
        (heading, len(ones), ones[:SHOWN])
        for fate, heading in words.HEADINGS.items()
        if (ones := [one for one in touched if one.fate is fate])
    ]
    return Tried(
        title=words.title(touched, findings),
        findings=findings,
        is_sound=is_sound,
        sections=sections,
    )


def _id_of(text: str) -> str:
    """Read the id of a badge file, which names its folder."""
    try:
        value = read_yaml(text, file=BADGE_FILE).value
    except YamlError:
        return UNREADABLE_ID
    name = value.get("id") if isinstance(value, dict) else None
    return name if isinstance(name, str) and NAME.fullmatch(name) else UNREADABLE_ID


def _page(rulebook: Rulebook, *, text: str, tried: Tried | None = None) -> Response:
    page = render_template(
        "console/rules_try.html",
        badges=list(rulebook.catalog.badges.values()),
        chosen=_id_of(text),
        text=text,
        tried=tried,
    )
    return no_store(make_response(page))
