"""What the README and the demo say about `.github/recognition.yml` is true of the program."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from recognition.catalog import catalog_files
from recognition.kernel.yaml import read_yaml
from recognition.overlay import compose
from recognition.rulefile import RULE_FILE, read_rule_file
from webhooks.sandbox.chronicle import RULES

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = Draft202012Validator(
    json.loads((ROOT / "docs" / "recognition.schema.json").read_text(encoding="utf-8"))
)


def example() -> str:
    """Give the example of the README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(# \.github/recognition\.yml\n.*?)```", readme, re.DOTALL)
    assert found is not None, "README.md shows no .github/recognition.yml"
    return found[1]


@pytest.mark.parametrize("text", [example(), RULES], ids=["README", "demo"])
def test_what_we_show_works_with_the_shipped_badges(text: str) -> None:
    shipped, findings = catalog_files(ROOT / "badge_templates")
    assert not findings
    assert compose(shipped, {RULE_FILE: text}).findings == ()
    assert list(SCHEMA.iter_errors(read_yaml(text, file=RULE_FILE).value)) == []


@pytest.mark.parametrize(
    "text",
    [
        "features: {announcements: false, commands: true}",
        "badges: {docs: {status: hold}}",
        "features: {}",
        "features: {announcement: false}",
        "features: {commands: 1}",
        "badges: {}",
        "badges: {docs: {}}",
        "badges: {docs: hold}",
        "badges: [docs]",
        "digest: {}",
        "- features",
    ],
)
def test_the_schema_accepts_what_the_program_accepts(text: str) -> None:
    value = read_yaml(text, file=RULE_FILE).value
    _said, findings = read_rule_file(text, whole=True)
    assert SCHEMA.is_valid(value) is (not findings)
