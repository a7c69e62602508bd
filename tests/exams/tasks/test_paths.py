from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.tasks.paths import MAX_LENGTH, PathError, read_path

DEPLOYMENT = {
    "metadata": {"name": "web", "annotations": {"meshery.io/owner": "ada"}},
    "spec": {
        "containers": [
            {"name": "web", "image": "nginx:1.27", "ports": [{"port": 80}, {"port": 443}]},
            {"name": "log", "image": "fluent", "replicas": 2, "tty": True},
        ]
    },
}


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("$", [DEPLOYMENT]),
        ("$.metadata.name", ["web"]),
        ("$['metadata'][\"name\"]", ["web"]),
        ("$.metadata.annotations['meshery.io/owner']", ["ada"]),
        ("$.spec.containers[0].image", ["nginx:1.27"]),
        ("$.spec.containers[-1].image", ["fluent"]),
        ("$.spec.containers[*].name", ["web", "log"]),
        ("$.spec.containers[*].ports[*].port", [80, 443]),
        ("$.spec.containers[?@.name=='log'].image", ["fluent"]),
        ('$.spec.containers[?(@.name == "web")].image', ["nginx:1.27"]),
        ("$.spec.containers[?@.replicas==2].name", ["log"]),
        ("$.spec.containers[?@.tty==true].name", ["log"]),
        ("$.spec.containers[?@.tty==1].name", []),
        ("$.spec.containers[0].ports[?@['port']==443]", [{"port": 443}]),
        ("$.metadata.*", ["web", {"meshery.io/owner": "ada"}]),
        ("$.metadata.annotations[?@=='ada']", ["ada"]),
        ("$.spec.containers[2]", []),
        ("$.spec.containers[-3]", []),
        ("$.spec.nothing.below", []),
        ("$.metadata[0]", []),
        ("$.metadata.name.first", []),
        ("$['it\\'s']", []),
    ],
)
def test_a_path_leads_to_what_the_standard_says(path: str, values: list[Any]) -> None:
    assert read_path(path).select(DEPLOYMENT) == values


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("", "begins with $"),
        ("spec.replicas", "begins with $, at character 1"),
        ("$..image", "'..' is not accepted; write each step, at character 2"),
        ("$.", "expected a name"),
        ("$.spec.", "expected a name"),
        ("$[", "expected a number"),
        ("$[0", "expected ]"),
        ("$[1.5]", "expected a number"),
        ("$[0:2]", "expected ]"),
        ("$['spec", "quote does not end"),
        ("$['spec\\", "quote does not end"),
        ("$[?name=='x']", "expected @"),
        ("$[?@.a]", "expected =="),
        ("$[?@.a=~'x']", "expected =="),
        ("$[?@.a==x]", "expected a text in quotes"),
        ("$[?(@.a=='x']", "expected )"),
        ("$.a b", "expected .name or ["),
        ("$" + ".a" * MAX_LENGTH, "at most"),
    ],
)
def test_what_is_no_path_is_refused_with_its_place(path: str, problem: str) -> None:
    with pytest.raises(PathError) as refused:
        read_path(path)
    assert problem in str(refused.value)


@given(text=st.text(alphabet="$.[]*?@=()'\"\\-0129ab ", max_size=40))
def test_any_text_is_a_path_or_no_path(text: str) -> None:
    try:
        path = read_path(text)
    except PathError:
        return
    values = path.select([[1, 2], {"a": {"b": [0]}}])
    assert len(values) <= 8, "no value is reached twice"
