"""Read what an organisation, or one repository, says of its recognition in `recognition.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from recognition.kernel.findings import Finding
from recognition.kernel.yaml import Document, YamlError, read_yaml
from recognition.rules.reading import RefusedError, at, mapping, truth

RULE_FILE = ".github/recognition.yml"
"""Features, and changes of single keys of badges; in the organisation's `.github` repository
for all of it, in any other repository for the features there."""

RULE_FOLDER = ".github/recognition/"
"""Whole files; laid out as `badge_templates/`, whose files of the same path they replace."""

RULES_REPOSITORY = ".github"
"""The repository whose rules hold for the whole organisation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What the App does in a place.

    Attributes:
        announcements: It comments where an award was earned.
        commands: It answers commands in comments.
    """

    announcements: bool = True
    commands: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile:
    """What one `recognition.yml` says.

    Attributes:
        features: What the App does; everything where the file does not say.
        badges: By id of a badge, the keys of its file that are different here.
        document: The file, for findings; `None` where there is none.
    """

    features: Features = field(default_factory=Features)
    badges: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    document: Document | None = None


def is_rule(path: str) -> bool:
    """Tell whether a path of a repository belongs to the rules."""
    return path == RULE_FILE or (path.startswith(RULE_FOLDER) and path.endswith((".yml", ".yaml")))


def read_rule_file(text: str, *, whole: bool) -> tuple[RuleFile, list[Finding]]:
    """Read one `recognition.yml`.

    Args:
        text: The file; an empty one says nothing.
        whole: It is the organisation's, and may change badges; a repository's may not, so that
            a badge means the same wherever it was earned.

    Returns:
        What it says, or what stands where nothing is said together with everything that is
        wrong with it.
    """
    try:
        document = read_yaml(text, file=RULE_FILE)
    except YamlError as error:
        return RuleFile(), [error.finding]
    if document.value is None:
        return RuleFile(document=document), []
    findings: list[Finding] = []
    features, badges = Features(), {}
    try:
        said = mapping(document.value, known=("badges", "features") if whole else ("features",))
        if "features" in said:
            with at("features"):
                features = _features(said["features"])
        if "badges" in said:
            with at("badges"):
                badges = _badges(said["badges"])
    except RefusedError as refused:
        words = str(refused) if refused.code == "unknown-key" else f"{_name(refused)} {refused}"
        findings.append(document.finding(refused.code, words, *refused.path))
        return RuleFile(document=document), findings
    return RuleFile(features=features, badges=badges, document=document), []


def _features(value: object) -> Features:
    wanted = {}
    for name, switch in mapping(value, known=("announcements", "commands")).items():
        with at(name):
            wanted[name] = truth(switch)
    return Features(**wanted)


def _badges(value: object) -> dict[str, dict[str, object]]:
    changed: dict[str, dict[str, object]] = {}
    for badge, keys in mapping(value).items():
        with at(badge):
            changed[badge] = mapping(keys)
    return changed


def _name(refused: RefusedError) -> str:
    return f"'{'.'.join(str(part) for part in refused.path)}'" if refused.path else "the file"
