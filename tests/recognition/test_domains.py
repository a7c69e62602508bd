"""Tests of recognition.domains, and of the shipped domains with real paths and labels."""

from __future__ import annotations

import pytest

from recognition.domains import Domain, domains_of
from tests.recognition.deeds import CATALOG
from tests.recognition.factories import make_fact

SHIPPED = CATALOG.terms.domains


@pytest.mark.parametrize(
    ("repo", "paths", "labels", "wanted"),
    [
        ("meshery/meshery", ["server/handlers/a.go"], [], {"server"}),
        ("meshery/meshery", ["mesheryctl/main.go", "ui/a.tsx"], [], {"cli", "ui"}),
        # The models lie below server/ in one repository, and their label says so in another.
        ("meshery/meshery", ["server/meshmodel/a.json"], [], {"models"}),
        ("meshery/meshery", ["ui/components/ExtensionSandbox.js"], [], {"extensibility"}),
        ("meshery/meshery", ["install/docker-extension/a.yml"], [], {"extensibility"}),
        ("meshery/meshery", ["a/policies/b.rego"], [], {"server"}),
        ("meshery/meshery", ["docs/a.md", ".github/a.yml"], [], set()),
        ("meshery/meshery", ["ui/README.md"], [], set()),
        # A label is set on purpose: it holds against files and repository.
        ("meshery/meshery", ["ui/a.tsx"], ["Component/Mesheryctl"], {"cli"}),
        ("layer5io/sistent", ["ui/a.tsx"], ["area/models"], {"models"}),
        ("layer5io/sistent", ["src/a.tsx"], ["bug"], {"ui"}),
        ("meshery/meshkit", ["errors/a.go"], [], {"server"}),
        ("meshery/meshkit", ["README.md"], [], set()),
        ("meshery/meshkit", [], [], {"server"}),
        ("Meshery-Extensions/kanvas-site", ["src/a.js"], [], {"extensibility"}),
        ("meshery/meshkit", ["mesheryctl/a.go"], [], {"server", "cli"}),
        ("else/where", ["a.go"], [], set()),
        (None, [], [], set()),
    ],
)
def test_work_belongs_to_domains(
    repo: str | None, paths: list[str], labels: list[str], wanted: set[str]
) -> None:
    fact = make_fact(repo=repo, attrs={"paths": paths, "labels": labels})
    assert domains_of(fact, SHIPPED) == wanted


def test_the_shipped_domains_are_those_with_an_exam() -> None:
    exams = {name.removeprefix("exam-meshery-") for name in CATALOG.badges if "exam-" in name}
    assert set(SHIPPED.ids) == exams


def test_a_domain_is_found_by_its_id() -> None:
    found = SHIPPED.find("ui")
    assert isinstance(found, Domain)
    assert found.name == "UI"
    assert SHIPPED.find("u") is None
