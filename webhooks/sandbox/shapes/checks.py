"""Check runs as GitHub writes them in JSON."""

from __future__ import annotations

from collections.abc import Iterator

from webhooks.sandbox.numbers import node_id
from webhooks.sandbox.shapes.people import Json, integration_simple, moment, moment_or_null
from webhooks.sandbox.shapes.repositories import repository_page, repository_url
from webhooks.sandbox.state import CheckAnnotation, CheckRun, Repository
from webhooks.sandbox.tenancy import Tenancy


def check_run(world: Tenancy, it: CheckRun) -> Json:
    """Write a check run (`check-run`)."""
    repository = world.repositories[it.repository_id]
    base = repository_url(world, repository)
    url = f"{base}/check-runs/{it.id}"
    return {
        "id": it.id,
        "name": it.name,
        "node_id": node_id("CR", repository.id, it.id),
        "head_sha": it.head_sha,
        "external_id": it.external_id,
        "url": url,
        "html_url": f"{repository_page(world, repository)}/runs/{it.id}",
        "details_url": it.details_url,
        "status": it.status,
        "conclusion": it.conclusion,
        "started_at": moment(it.started_at),
        "completed_at": moment_or_null(it.completed_at),
        "output": {
            "title": it.title,
            "summary": it.summary,
            "text": it.text,
            "annotations_count": len(it.annotations),
            "annotations_url": f"{url}/annotations",
        },
        "check_suite": {"id": it.app_id},
        "app": integration_simple(world, world.apps[it.app_id]),
        "pull_requests": list(_pulls(world, repository, it.head_sha)),
    }


def annotation(world: Tenancy, repository: Repository, run: CheckRun, it: CheckAnnotation) -> Json:
    """Write what a check run says beside a line (`check-annotation`)."""
    return {
        "path": it.path,
        "start_line": it.start_line,
        "end_line": it.end_line,
        "start_column": None,
        "end_column": None,
        "annotation_level": it.level,
        "title": it.title,
        "message": it.message,
        "raw_details": None,
        "blob_href": f"{repository_page(world, repository)}/blob/{run.head_sha}/{it.path}",
    }


def _pulls(world: Tenancy, repository: Repository, sha: str) -> Iterator[Json]:
    """Write the pull requests of a commit; GitHub leaves out those that come from forks."""
    base = repository_url(world, repository)
    place = {"id": repository.id, "url": base, "name": repository.name}
    for thread in world.threads.values():
        pull = thread.pull
        if pull and pull.head_sha == sha and pull.head_repository_id == repository.id:
            yield {
                "id": pull.id,
                "number": thread.number,
                "url": f"{base}/pulls/{thread.number}",
                "head": {"ref": pull.head_ref, "sha": pull.head_sha, "repo": place},
                "base": {"ref": pull.base_ref, "sha": pull.base_sha, "repo": place},
            }
