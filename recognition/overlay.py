"""Lay an organisation's rules over the shipped ones, and point mistakes out where they stand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from recognition.catalog import BADGE_FILE, Catalog, read_catalog
from recognition.kernel.findings import Finding, suggestion
from recognition.kernel.yaml import Document, YamlError, read_yaml
from recognition.rulefile import RULE_FILE, RULE_FOLDER, RuleFile, read_rule_file

SHIPPED = Path("badge_templates")
"""What the folder of the shipped badges is called in messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Changed:
    """A badge file with some keys of `recognition.yml` in it.

    Attributes:
        text: The file as the catalog reads it.
        origins: By a line of this text, the place in `recognition.yml` it was made of.
        origin: The place where the badge is named there.
    """

    text: str
    origins: Mapping[int, Finding]
    origin: Finding


def compose(
    shipped: Mapping[str, str], changed: Mapping[str, str], *, root: Path = SHIPPED
) -> Catalog:
    """Make the catalog of the shipped badges with an organisation's rules over them.

    Args:
        shipped: Texts by their names from the folder of the shipped badges.
        changed: Texts by their paths in the organisation's `.github` repository.
        root: The folder of the shipped badges, for messages.

    Returns:
        The catalog; its findings point into the file that somebody wrote.
    """
    rule_file, findings = read_rule_file(changed.get(RULE_FILE, ""), whole=True)
    own = {
        path.removeprefix(RULE_FOLDER): text
        for path, text in changed.items()
        if path.startswith(RULE_FOLDER)
    }
    files = {**shipped, **own}
    patches: dict[str, _Changed] = {}
    for badge, keys in rule_file.badges.items():
        name = f"{badge}/{BADGE_FILE}"
        if name in files:
            patches[name] = _patched(files[name], badge, keys, rule_file)
        else:
            findings.append(_unknown(badge, files, rule_file))
    files |= {name: patch.text for name, patch in patches.items()}
    catalog = read_catalog(files, root=root)
    placed = [_placed(finding, own, patches, root) for finding in catalog.findings]
    return replace(catalog, findings=(*findings, *placed))


def _patched(text: str, badge: str, keys: Mapping[str, Any], rule_file: RuleFile) -> _Changed:
    """Replace keys of a badge file; each new value stands on one line, since JSON is YAML."""
    assert rule_file.document is not None, "what changes badges was written somewhere"
    lines = text.split("\n")
    try:
        document = read_yaml(text, file=badge)
    except YamlError:
        # It is refused as it is; the keys would change nothing.
        gone: set[int] = set()
    else:
        gone = _lines_of(document, keys, total=len(lines))
    kept = [line for number, line in enumerate(lines, start=1) if number not in gone]
    origins: dict[int, Finding] = {}
    for key, value in keys.items():
        kept.append(f"{_on_one_line(key)}: {_on_one_line(value)}")
        origins[len(kept)] = rule_file.document.finding("", "", "badges", badge, key)
    return _Changed(
        text="\n".join(kept) + "\n",
        origins=origins,
        origin=rule_file.document.finding("", "", "badges", badge),
    )


def _on_one_line(value: object) -> str:
    """Write a value as JSON that YAML reads as the same, on one line."""
    return json.dumps(value, ensure_ascii=False).translate(_YAML_LINE_ENDS)


_YAML_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""Characters that end a line in YAML and not in JSON."""


def _lines_of(document: Document, keys: Iterable[str], *, total: int) -> set[int]:
    """Give the lines on which these keys and their values stand."""
    top = sorted(line for path, line in document.lines.items() if len(path) == 1)
    gone: set[int] = set()
    for key in keys:
        begin = document.lines.get((key,))
        if begin is not None:
            end = next((line for line in top if line > begin), total + 1)
            gone.update(range(begin, end))
    return gone


def _unknown(badge: str, files: Mapping[str, str], rule_file: RuleFile) -> Finding:
    assert rule_file.document is not None, "what changes badges was written somewhere"
    known = [name.partition("/")[0] for name in files if name.endswith(f"/{BADGE_FILE}")]
    said = f"there is no badge '{badge}' to change{suggestion(badge, known)}"
    return rule_file.document.finding("unknown-badge", said, "badges", badge)


def _placed(
    finding: Finding, own: Mapping[str, str], patches: Mapping[str, _Changed], root: Path
) -> Finding:
    """Point a finding at the file in which its cause was written."""
    name = finding.file.removeprefix(f"{root.as_posix()}/")
    patch = patches.get(name)
    if patch is not None:
        origin = patch.origins.get(finding.line)
        if origin is not None or name not in own:
            place = origin or patch.origin
            return replace(finding, file=place.file, line=place.line, column=place.column)
    return replace(finding, file=f"{RULE_FOLDER}{name}") if name in own else finding
