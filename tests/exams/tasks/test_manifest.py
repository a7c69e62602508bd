from __future__ import annotations

from fractions import Fraction
from textwrap import dedent
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.tasks.kubernetes import manifest_problem, versions
from exams.tasks.manifest import read_manifest_task
from tests.exams.tasks.reading import fields_of, manifest_task, passed
from tests.exams.tasks.test_documents import HOSTILE

TASK = manifest_task("""
    kubernetes: "1.31"
    assertions:
      - {id: valid, points: 2, message: Kubernetes would take it, valid: true}
      - {id: three, points: 1, message: Three replicas, kind: Deployment,
         path: $.spec.replicas, op: equals, value: 3}
      - {id: image, points: "1/2", message: The image has a tag, kind: Deployment,
         path: "$.spec.template.spec.containers[*].image", op: matches-glob, value: "nginx:*"}
      - {id: port, message: The service listens on 80, kind: Service, name: web,
         path: "$.spec.ports[?@.name=='http'].port", value: 80}
      - {id: memory, message: Memory is limited, kind: Deployment,
         path: "$.spec.template.spec.containers[*].resources.limits.memory",
         op: at-most, value: 256Mi}
      - {id: host, message: The host's network is left alone, kind: Deployment,
         path: $.spec.template.spec.hostNetwork, op: not-equals, value: true}
""")

GOOD = dedent("""
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: 3
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers:
            - name: web
              image: nginx:1.27
              resources: {limits: {memory: 128Mi}}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      selector: {app: web}
      ports:
        - {name: http, port: 80}
        - {name: https, port: 443}
""")

ALL = {"valid", "three", "image", "port", "memory", "host"}


def test_a_good_answer_earns_everything() -> None:
    outcome = TASK.check(GOOD)
    assert passed(outcome) == ALL
    assert outcome.share == 1
    assert outcome.problem == ""


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        ("replicas: 3", 'replicas: "3"', {"valid", "three"}),
        ("replicas: 3", "replica: 3", {"valid", "three"}),
        ("nginx:1.27", "nginx", {"image"}),
        ("name: http,", "name: web,", {"port"}),
        ("128Mi", "1Gi", {"memory"}),
        ("resources: {limits: {memory: 128Mi}}", "tty: true", {"memory"}),
        ("      containers:", "      hostNetwork: true\n      containers:", {"host"}),
        ("kind: Service", "kind: Servise", {"valid", "port"}),
        ("kind: Deployment", "kind: DaemonSet", ALL - {"port"}),
        ("apiVersion: apps/v1", "apiVersion: extensions/v1beta1", {"valid"}),
        ("apiVersion: v1", "apiVersion: ''", {"valid"}),
    ],
)
def test_each_mistake_costs_what_depends_on_it(old: str, new: str, lost: set[str]) -> None:
    assert old in GOOD
    assert passed(TASK.check(GOOD.replace(old, new, 1))) == ALL - lost


def test_points_are_counted_exactly() -> None:
    outcome = TASK.check(GOOD.replace("128Mi", "1Gi"))
    assert outcome.share == Fraction(11, 13)  # 5 1/2 of 6 1/2


def test_an_answer_that_asks_for_nothing_forbidden_earns_nothing_by_that_alone() -> None:
    assert passed(TASK.check("apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n")) == set()
    assert passed(TASK.check("{}")) == set()


def test_what_cannot_be_read_is_the_candidates_mistake_and_is_told() -> None:
    outcome = TASK.check(GOOD.replace("kind: Deployment", "kind: [Deployment"))
    assert passed(outcome) == set()
    assert outcome.problem.startswith("line 4: not valid YAML")


def test_objects_may_come_as_a_list_as_kubectl_prints_them() -> None:
    items = "".join(
        "  - " + part.strip().replace("\n", "\n    ") + "\n" for part in GOOD.split("---")
    )
    assert passed(TASK.check(f"apiVersion: v1\nkind: List\nitems:\n{items}")) == ALL


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_answers_earn_nothing_and_break_nothing(name: str) -> None:
    begin = process_time()
    assert passed(TASK.check(HOSTILE[name])) == set()
    assert process_time() - begin < 2


@pytest.mark.parametrize(
    ("manifest", "problem"),
    [
        (["a"], "a manifest is a mapping with apiVersion and kind"),
        ({"kind": "Pod"}, "'apiVersion' is missing"),
        ({"apiVersion": "v1", "kind": 3}, "'kind' is missing"),
        ({"apiVersion": "v1", "kind": "pod"}, "Kubernetes 1.31 has no pod of v1"),
        ({"apiVersion": "v1", "kind": "Container"}, "Kubernetes 1.31 has no Container of v1"),
        ({"apiVersion": "apps/v1", "kind": "Pod"}, "Kubernetes 1.31 has no Pod of apps/v1"),
        (
            {"apiVersion": "apps.evil.example/v1", "kind": "Deployment"},
            "Kubernetes 1.31 has no Deployment of apps.evil.example/v1",
        ),
        (
            {"apiVersion": "v1", "kind": "../../kubernetes-json-schema/v1.31.0-local/all"},
            "Kubernetes 1.31 has no ../../kubernetes-json-schema/v1.31.0-local/all of v1",
        ),
        (
            {"apiVersion": "v1", "kind": "_definitions"},
            "Kubernetes 1.31 has no _definitions of v1",
        ),
        ({"apiVersion": "/" * 99, "kind": "\0"}, "Kubernetes 1.31 has no \0 of " + "/" * 79 + "…"),
        (
            {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"image": 3}]}},
            "Pod: spec.containers.0: 'name' is missing",
        ),
        (
            {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [], "x" * 200: 1}},
            f"Pod: spec: '{'x' * 79}…' is not a field of it",
        ),
        ({"apiVersion": "v1", "kind": "Pod", "spec": 3}, "Pod: spec: must be object"),
    ],
)
def test_what_kubernetes_has_against_a_manifest_is_one_short_sentence(
    manifest: object, problem: str
) -> None:
    assert manifest_problem(manifest, "1.31") == problem


def test_groups_with_long_names_are_found() -> None:
    role = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "rules": []}
    policy = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "spec": {"podSelector": {}},
    }
    assert manifest_problem(role, "1.31") == ""
    assert manifest_problem(policy, "1.31") == ""


def test_versions_are_named_as_authors_name_them() -> None:
    assert "1.31" in versions()
    assert all(version.count(".") == 1 for version in versions())


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("assertions: [{id: a, message: m, path: $.a}]", 1, "must name a version in quotes"),
        ('kubernetes: "1.99"\nassertions: [{id: a, message: m, path: $.a}]', 1, "did you mean"),
        ('kubernetes: "1.31"\n', 1, "it has no assertions"),
        (
            'kubernetes: "1.31"\nassertions:\n  - {id: a, message: m}\n',
            3,
            "write either 'valid: true' or a 'path'",
        ),
        (
            'kubernetes: "1.31"\nassertions:\n  - id: a\n    message: m\n    path: spec\n',
            5,
            "a path begins with $",
        ),
        (
            'kubernetes: "1.31"\nassertions:\n  - {id: a, message: m, path: $.a, op: equal}\n',
            3,
            "did you mean 'equals'",
        ),
        (
            'kubernetes: "1.31"\nassertions:\n  - {id: a, message: m, valid: true}\n',
            2,
            "an empty answer would pass every assertion",
        ),
        (
            'kubernetes: "1.31"\nassertions:\n  - {id: a, message: m, path: $.a, op: at-most}\n',
            3,
            "'at-most' needs a number, or an amount",
        ),
        (
            "kubernetes: '1.31'\nassertions: [{id: a, message: m, path: $, op: exists, value: 1}]",
            2,
            "'exists' takes no value",
        ),
        (
            'kubernetes: "1.31"\nassertions:\n  - {id: a, message: m, path: $.a, values: 1}\n',
            3,
            "'values' means nothing here; did you mean 'value'",
        ),
    ],
)
def test_an_authors_mistake_is_told_at_its_line(text: str, line: int, words: str) -> None:
    fields = fields_of(text)
    read_manifest_task(fields, "q1")
    assert fields.findings
    finding = fields.findings[0]
    assert finding.line == line
    assert words in finding.message
    assert finding.message.startswith("q1")


@settings(max_examples=100, deadline=None)
@given(
    text=st.text(max_size=60)
    | st.lists(st.sampled_from([*GOOD.splitlines(), "{", "]", "- x", "a: b"]), max_size=30).map(
        "\n".join
    )
)
def test_no_answer_breaks_the_checker(text: str) -> None:
    outcome = TASK.check(text)
    assert outcome.is_certain
    assert 0 <= outcome.share <= 1
