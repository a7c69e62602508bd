"""Tell whether a manifest is valid for a version of Kubernetes, by schemas that are installed.

The schemas are those of the package kubernetes-validate. Its own function opens two files a
manifest, one of them a name made from what the candidate wrote; here that name is checked first,
and what was opened is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from exams.tasks.limits import CheckerError, shown
from exams.tasks.schema_errors import first_problem

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from referencing import Registry

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_DIRECTORY = "kubernetes-json-schema/v{}-local-strict"
"""Strict schemas know no other fields than Kubernetes does, so that a misspelt one is told."""


@lru_cache(maxsize=1)
def versions() -> tuple[str, ...]:
    """Give the versions there are schemas of, such as `1.31`, oldest first."""
    # Lazily, here and below: the import costs 90 ms, and only servers with such tasks need it.
    from kubernetes_validate.utils import all_versions, major_minor  # noqa: PLC0415

    return tuple(dict.fromkeys(major_minor(version) for version in all_versions()))


def manifest_problem(manifest: Any, version: str) -> str:
    """Give what is wrong with one manifest, in public words; empty where it is valid.

    Args:
        manifest: As it was read.
        version: One of `versions()`.

    Raises:
        CheckerError: The schemas of the version are not there, or are broken.
    """
    if not isinstance(manifest, dict):
        return "a manifest is a mapping with apiVersion and kind"
    api_version, kind = manifest.get("apiVersion"), manifest.get("kind")
    for name, value in (("apiVersion", api_version), ("kind", kind)):
        if not isinstance(value, str) or not value:
            return f"'{name}' is missing"
    validator = _validator(version, str(api_version), str(kind))
    if validator is None:
        words = f"{shown(kind)} of {shown(api_version)}"
        return f"Kubernetes {version} has no {words}"
    problem = first_problem(validator, manifest)
    return f"{shown(kind)}: {problem}" if problem else ""


@lru_cache(maxsize=128)
def _validator(version: str, api_version: str, kind: str) -> Draft202012Validator | None:
    """Give the validator of a kind, or `None` where Kubernetes has no such kind."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415

    if version not in versions():
        raise CheckerError(f"there are no schemas of Kubernetes {version}")
    group, _slash, name = api_version.rpartition("/")
    # rbac.authorization.k8s.io/v1 is rbac-v1 to the package.
    file = "-".join(filter(None, (kind.lower(), group.partition(".")[0], name)))
    if not set(file) <= _LETTERS | {"-"} or "-" in kind or "-" in name:
        return None
    schema = _contents(version, file)
    if schema is None or not _is_of(schema, api_version, kind):
        return None
    return Draft202012Validator(schema, registry=_definitions(version))


def _is_of(schema: Mapping[str, Any], api_version: str, kind: str) -> bool:
    """Tell whether a schema is of exactly this kind; file names fold case and cut groups short.

    Parts of manifests, such as a container, have schemas beside the kinds, and name no kind.
    """
    properties = schema.get("properties", {})
    return all(
        value in properties.get(name, {}).get("enum", ())
        for name, value in (("apiVersion", api_version), ("kind", kind))
    )


@lru_cache(maxsize=2)
def _definitions(version: str) -> Registry[Any]:
    """Read what all schemas of a version refer to: a megabyte of JSON, 15 ms."""
    from referencing import Registry, Resource  # noqa: PLC0415

    contents = _contents(version, "_definitions")
    if contents is None:
        raise CheckerError(f"the definitions of Kubernetes {version} are not there")
    return Resource.from_contents(contents) @ Registry()


def _contents(version: str, name: str) -> Mapping[str, Any] | None:
    from kubernetes_validate import utils  # noqa: PLC0415

    full = next(one for one in utils.all_versions() if utils.major_minor(one) == version)
    try:
        contents: Mapping[str, Any] = utils.schema_contents(
            f"{_DIRECTORY.format(full)}/{name}.json", version
        )
    except FileNotFoundError:
        return None
    except utils.InvalidSchemaError as error:
        raise CheckerError(f"a schema of Kubernetes {version} cannot be read") from error
    return contents
