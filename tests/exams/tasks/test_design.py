from __future__ import annotations

import json
from typing import Any

import pytest

from exams.tasks.design import read_design_task
from exams.tasks.schemas import SCHEMAS, document_problem
from tests.exams.tasks.reading import design_task, fields_of, passed
from tests.exams.tasks.test_documents import HOSTILE

NAMESPACE: dict[str, Any] = {
    "schemaVersion": "components.meshery.io/v1beta1",
    "version": "v1.0.0",
    "displayName": "shop",
    "model": {"name": "kubernetes", "version": "v1.31.0"},
    "component": {"kind": "Namespace", "version": "v1"},
    "configuration": {"metadata": {"name": "shop"}},
}
DEPLOYMENT: dict[str, Any] = {
    **NAMESPACE,
    "displayName": "web",
    "component": {"kind": "Deployment", "version": "apps/v1", "schema": "{}"},
    "configuration": {"spec": {"replicas": 2}},
    "metadata": {"isAnnotation": False},
}
PARENT: dict[str, Any] = {
    "schemaVersion": "relationships.meshery.io/v1alpha3",
    "version": "v1.0.0",
    "kind": "hierarchical",
    "type": "parent",
    "subType": "inventory",
    "model": {"name": "kubernetes"},
    "selectors": [
        {
            "allow": {
                "from": [{"kind": "Namespace", "model": {"name": "kubernetes"}}],
                "to": [{"kind": "Deployment", "patch": {"patchStrategy": "replace"}}],
            }
        }
    ],
}
DESIGN: dict[str, Any] = {
    "name": "Shop",
    "schemaVersion": "designs.meshery.io/v1beta1",
    "version": "0.0.1",
    "components": [NAMESPACE, DEPLOYMENT],
    "relationships": [PARENT],
}
MODEL: dict[str, Any] = {
    "schemaVersion": "models.meshery.io/v1beta1",
    "version": "v1.0.0",
    "name": "cert-manager",
    "displayName": "Cert Manager",
    "category": {"name": "Security & Compliance"},
    "model": {"version": "v1.15.0"},
    "components": [DEPLOYMENT],
    "relationships": [PARENT],
}
GOOD: dict[str, dict[str, Any]] = {
    "design": DESIGN,
    "model": MODEL,
    "component": DEPLOYMENT,
    "relationship": PARENT,
}

TASK = design_task("""
    kind: design
    assertions:
      - {id: shape, message: It is a design, valid: true}
      - {id: two, message: Two components, path: "$.components[*]", op: count, value: 2}
      - {id: replicas, message: The web has two replicas, op: at-least, value: 2,
         path: "$.components[?@.component.kind=='Deployment'].configuration.spec.replicas"}
      - {id: parent, message: The namespace is the parent, op: contains, any: true,
         path: "$.relationships[?@.kind=='hierarchical']", value: {type: parent}}
      - {id: plain, message: No edge, path: "$.relationships[?@.kind=='edge']", op: absent}
""")
ALL = {"shape", "two", "replicas", "parent", "plain"}


def test_every_kind_has_a_schema_and_a_document_that_follows_it() -> None:
    assert set(GOOD) == set(SCHEMAS)
    for kind, document in GOOD.items():
        assert document_problem(document, kind) == ""


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_document_of_one_kind_is_none_of_another(kind: str) -> None:
    for other, document in GOOD.items():
        assert (document_problem(document, kind) == "") == (other == kind)


@pytest.mark.parametrize(
    ("kind", "change", "problem"),
    [
        ("design", {"name": ""}, "name: must not be empty"),
        ("design", {"components": {}}, "components: must be array"),
        ("design", {"component": []}, "'component' is not a field of it"),
        (
            "design",
            {"components": [{"displayName": 3}]},
            "components.0: 'schemaVersion' is missing",
        ),
        ("model", {"name": "Cert Manager"}, "name: 'Cert Manager' does not match"),
        ("model", {"status": "on"}, "status: must be one of ignored, enabled, duplicate"),
        ("component", {"component": {"kind": "Pod"}}, "component: 'version' is missing"),
        ("relationship", {"kind": "parent"}, "kind: must be one of hierarchical, edge, sibling"),
        ("relationship", {"selectors": [{}]}, "selectors.0: 'allow' is missing"),
    ],
)
def test_what_is_wrong_is_one_short_sentence(
    kind: str, change: dict[str, Any], problem: str
) -> None:
    assert document_problem({**GOOD[kind], **change}, kind).startswith(problem)


def test_json_and_yaml_earn_the_same() -> None:
    assert passed(TASK.check(json.dumps(DESIGN))) == ALL
    assert passed(TASK.check(json.dumps(DESIGN, indent=2))) == ALL
    block = "# YAML\n" + "".join(f"{key}: {json.dumps(part)}\n" for key, part in DESIGN.items())
    assert passed(TASK.check(block)) == ALL


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ({"components": [NAMESPACE]}, {"two", "replicas"}),
        ({"relationships": []}, {"parent"}),
        ({"relationships": [{**PARENT, "kind": "edge"}]}, {"parent", "plain"}),
        ({"schemaVersion": "v1beta1"}, {"shape"}),
    ],
)
def test_each_mistake_costs_what_depends_on_it(change: dict[str, Any], lost: set[str]) -> None:
    assert passed(TASK.check(json.dumps({**DESIGN, **change}))) == ALL - lost


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_answers_earn_nothing(name: str) -> None:
    assert passed(TASK.check(HOSTILE[name])) == set()


@pytest.mark.parametrize("answer", ["null", "[]", "3", "true", '"text"', "{}", "a: b"])
def test_documents_of_another_form_earn_nothing(answer: str) -> None:
    assert passed(TASK.check(answer)) == set()


def test_an_unknown_kind_is_told_at_its_line() -> None:
    fields = fields_of("a: 1\nkind: designs\nassertions: [{id: a, message: m, path: $.a}]")
    read_design_task(fields, "q1")
    (finding,) = fields.findings
    assert (finding.line, finding.message) == (
        2,
        "q1: unknown kind 'designs'; did you mean 'design'?",
    )
