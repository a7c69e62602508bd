"""Check requests, answers and webhooks against GitHub's own OpenAPI description.

The description is the file `api.github.com.json` of the npm package `@octokit/openapi`, in
`.cache/octokit-openapi/` below the project. It is not part of the project: without it the
tests that need it are skipped, and fail where REQUIRE_CONTRACT=1.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft4Validator, FormatChecker
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry
from referencing.jsonschema import DRAFT4

from tests.graphql_contract import request_faults

FILE = (
    Path(__file__).resolve().parent.parent / ".cache" / "octokit-openapi" / "api.github.com.json"
)
# What GitHub serves and its description leaves out.
SERVED_BUT_UNDESCRIBED = {"/repositories/{repository_id}": "/repos/{owner}/{repo}"}
NAME = "urn:github"
GRAPHQL = "/graphql"
_PLAIN_JSON = ("application/json", "application/scim+json")


class Exchange(Protocol):
    """One request and its answer, with parsed JSON bodies; the path without any prefix."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def query(self) -> Mapping[str, str]: ...
    @property
    def body(self) -> Any: ...
    @property
    def status(self) -> int: ...
    @property
    def response(self) -> Any: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A method and a path template of the description, with what it says of them."""

    method: str
    template: str
    pattern: re.Pattern[str]
    says: Mapping[str, Any]

    @property
    def literal_parts(self) -> int:
        """Count the parts of the path that do not vary; the more, the better it fits."""
        return sum(not part.startswith("{") for part in self.template.split("/"))


class Description:
    """GitHub's OpenAPI description, ready to judge exchanges and webhooks."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        _mend(document)

    def check(self, exchange: Exchange) -> list[str]:
        """Say everything that is wrong with a request and its answer; empty where all is well.

        Of GraphQL only the query is judged: its answers have no shape but the query's own.
        """
        if exchange.path == GRAPHQL:
            return [f"{GRAPHQL}: {it}" for it in request_faults(exchange.body)]
        operation = self.operation(exchange.method, exchange.path)
        if operation is None:
            return [f"{exchange.method} {exchange.path}: GitHub has no such operation"]
        faults = [
            *self._query_faults(operation, exchange.query),
            *self._request_faults(operation, exchange.body),
            *self._answer_faults(operation, exchange.status, exchange.response),
        ]
        return [f"{exchange.method} {exchange.path}: {fault}" for fault in faults]

    def check_request(self, exchange: Exchange) -> list[str]:
        """Say what is wrong with the request alone, whatever it was answered."""
        if exchange.path == GRAPHQL:
            return self.check(exchange)
        operation = self.operation(exchange.method, exchange.path)
        if operation is None:
            return [f"{exchange.method} {exchange.path}: GitHub has no such operation"]
        faults = [
            *self._query_faults(operation, exchange.query),
            *self._request_faults(operation, exchange.body),
        ]
        return [f"{exchange.method} {exchange.path}: {fault}" for fault in faults]

    def check_webhook(self, event: str, action: str | None, body: Any) -> list[str]:
        """Say what is wrong with the body of a webhook."""
        name = "-".join(filter(None, (event, action))).replace("_", "-")
        webhooks = self._document.get("x-webhooks") or self._document.get("webhooks") or {}
        try:
            content = webhooks[name]["post"]["requestBody"]["content"]
        except KeyError:
            return [f"{name}: GitHub sends no such webhook"]
        return [f"{name}: {fault}" for fault in self._faults(content["application/json"], body)]

    def operation(self, method: str, path: str) -> Operation | None:
        """Find the operation that a request asks for; None where there is none."""
        fitting = [
            it
            for it in self._operations
            if it.method == method.upper() and it.pattern.fullmatch(path)
        ]
        return max(fitting, key=lambda it: it.literal_parts, default=None)

    @cached_property
    def _operations(self) -> list[Operation]:
        return [
            Operation(
                method=method.upper(),
                template=spelling,
                pattern=_pattern(spelling),
                says=says,
            )
            for template, methods in self._document["paths"].items()
            for method, says in methods.items()
            for spelling in _spellings(template)
        ]

    @cached_property
    def _registry(self) -> Registry[Any]:
        components = {"components": {"schemas": _plain(self._document["components"]["schemas"])}}
        empty: Registry[Any] = Registry()
        full: Registry[Any] = empty.with_resource(NAME, DRAFT4.create_resource(components))
        return full

    def _query_faults(self, operation: Operation, query: Mapping[str, str]) -> Iterator[str]:
        known = {
            it["name"]: it["schema"]
            for it in map(self._resolved, operation.says.get("parameters", ()))
            if it["in"] == "query"
        }
        for name, value in query.items():
            if name not in known:
                yield f"no query parameter {name} (there are: {', '.join(sorted(known))})"
                continue
            schema = self._resolved(known[name])
            if "enum" in schema and value not in map(str, schema["enum"]):
                yield f"query parameter {name} is {value}, not one of {schema['enum']}"
            if schema.get("type") == "integer" and not value.isdigit():
                yield f"query parameter {name} is {value}, not a number"

    def _request_faults(self, operation: Operation, body: Any) -> Iterator[str]:
        described = operation.says.get("requestBody")
        if described is None:
            if body not in (None, {}):
                yield "takes no body"
            return
        if body is None and not described.get("required", False):
            return
        content = described["content"]["application/json"]
        yield from (f"request: {fault}" for fault in self._faults(content, body))
        # GitHub ignores what it does not know, so a misspelt name would pass unseen.
        names = set(self._property_names(content["schema"]))
        if names and isinstance(body, Mapping):
            yield from (f"request: no property {it}" for it in sorted(set(body) - names))

    def _answer_faults(self, operation: Operation, status: int, response: Any) -> Iterator[str]:
        described = operation.says["responses"].get(str(status))
        if described is None:
            # The description does not list what every operation may answer.
            if status not in {401, 403, 404, 429, 500, 502, 503}:
                yield f"is never answered with {status}"
            elif not isinstance(response, Mapping) or "message" not in response:
                yield f"{status} without a message"
            return
        content = self._resolved(described).get("content", {})
        for media_type in _PLAIN_JSON:
            if media_type in content:
                faults = self._faults(content[media_type], response)
                yield from (f"{status}: {fault}" for fault in faults)
                return
        if response is not None and status != 404:
            yield f"{status} has a body where the description has none"

    def _property_names(self, schema: Mapping[str, Any]) -> Iterator[str]:
        schema = self._resolved(schema)
        yield from schema.get("properties", ())
        for word in ("oneOf", "anyOf", "allOf"):
            for choice in schema.get(word, ()):
                yield from self._property_names(choice)

    def _faults(self, content: Mapping[str, Any], instance: Any) -> Iterator[str]:
        validator = Draft4Validator(
            _plain(content["schema"]), registry=self._registry, format_checker=FORMATS
        )
        for error in validator.iter_errors(instance):
            yield _say(error)

    def _resolved(self, described: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in described:
            target: Any = self._document
            for part in described["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            described = target
        return described


@lru_cache(maxsize=1)
def read_description() -> Description:
    """Read the description of this clone; raises FileNotFoundError where it has none."""
    return Description(json.loads(FILE.read_bytes()))


def require_description() -> Description:
    """Give the description, or skip the test with the reason; REQUIRE_CONTRACT=1 makes it fail."""
    if FILE.is_file():
        return read_description()
    reason = f"{FILE} is absent: unpack api.github.com.json of npm's @octokit/openapi there"
    if os.environ.get("REQUIRE_CONTRACT") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def check_all(exchanges: Iterable[Exchange]) -> list[str]:
    """Say everything that is wrong with these exchanges, each fault once."""
    description = require_description()
    return list(dict.fromkeys(it for one in exchanges for it in description.check(one)))


FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def _is_date_time(instance: object) -> bool:
    return not isinstance(instance, str) or (
        "T" in instance and datetime.fromisoformat(instance).tzinfo is not None
    )


@FORMATS.checks("uri", raises=ValueError)
def _is_uri(instance: object) -> bool:
    if not isinstance(instance, str):
        return True
    address = urlsplit(instance)
    return bool(address.scheme and (address.netloc or address.path)) and " " not in instance


def _mend(document: dict[str, Any]) -> None:
    """Put right where the description contradicts itself.

    The list of installations wants an account to be a user and an enterprise at once; a
    single installation is described as having either.
    """
    listed = document["paths"]["/app/installations"]["get"]["responses"]["200"]["content"]
    listed["application/json"]["schema"]["items"] = {"$ref": "#/components/schemas/installation"}


def _spellings(template: str) -> Iterator[str]:
    yield template
    for undescribed, described in SERVED_BUT_UNDESCRIBED.items():
        if template == described or template.startswith(f"{described}/"):
            yield undescribed + template.removeprefix(described)


def _pattern(template: str) -> re.Pattern[str]:
    # Only the path of a file in a repository may hold slashes.
    parts = re.split(r"(\{\w+\})", template)
    return re.compile(
        "".join(
            (".+" if part == "{path}" else "[^/]+") if part.startswith("{") else re.escape(part)
            for part in parts
        )
    )


def _plain(schema: Any) -> Any:
    """Turn a schema of OpenAPI 3.0 into one of JSON Schema: `nullable` becomes a type."""
    if isinstance(schema, list):
        return [_plain(it) for it in schema]
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        return {"$ref": NAME + schema["$ref"]}
    plain = {
        name: _plain(value)
        for name, value in schema.items()
        if name not in {"example", "examples", "discriminator", "xml"}
        or not isinstance(schema.get("type"), str | None)
    }
    if plain.pop("nullable", False) is True:
        if "enum" in plain and None not in plain["enum"]:
            plain["enum"] = [*plain["enum"], None]
        return {"anyOf": [plain, {"type": "null"}]}
    return plain


def _say(error: ValidationError) -> str:
    # That something is not null either says nothing; what is wrong within it does.
    while telling := [it for it in error.context or () if it.schema != {"type": "null"}]:
        error = best_match(telling) or telling[0]
    where = "/".join(map(str, error.absolute_path)) or "body"
    return f"{where}: {error.message[:300]}"
