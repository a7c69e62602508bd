"""The files of a repository: listed, shown, and edited by a pull request as on GitHub."""

from __future__ import annotations

from http import HTTPStatus

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from webhooks.sandbox.errors import RefusedError, UnknownError
from webhooks.sandbox.state import Repository
from webhooks.sandbox.web.actions import check_write, typed
from webhooks.sandbox.web.markdown import render
from webhooks.sandbox.web.pages import readable, repository_frame
from webhooks.sandbox.web.visitor import page_blueprint, service, visitor

blueprint = page_blueprint("code", __name__)


@blueprint.get("/<owner>/<name>/blob/<ref>/<path:path>")
def show_file(owner: str, name: str, ref: str, path: str) -> str:
    """Show a file of a branch or a commit."""
    repository = readable(owner, name)
    text = service().world.find_commit(repository, ref).files.get(path)
    if text is None:
        raise UnknownError(f"{path} is not there.")
    is_markdown = path.lower().endswith(".md")
    return render_template(
        "file.html",
        **repository_frame(repository, tab="code"),
        path=path,
        text=text,
        rendered=render(text, base=f"/{owner}/{name}") if is_markdown else "",
        is_current=ref == repository.default_branch,
    )


@blueprint.get("/<owner>/<name>/edit")
@blueprint.get("/<owner>/<name>/edit/<path:path>")
def edit_file(owner: str, name: str, path: str = "") -> str:
    """Show the form that changes a file; without a path, the one that makes a new file."""
    repository = readable(owner, name)
    return render_template(
        "edit_file.html",
        **repository_frame(repository, tab="code"),
        path=path,
        text=repository.files.get(path, ""),
        can_write=service().world.may_write(visitor(), repository),
    )


@blueprint.post("/<owner>/<name>/edit")
def propose_change(owner: str, name: str) -> Response:
    """Open a pull request that changes, deletes or makes a file, or commit it at once."""
    world, repository = service().world, readable(owner, name)
    path, former = request.form["path"].strip().strip("/"), request.form.get("former", "")
    contents = _contents(repository, path, former)
    verb = "Delete" if contents[path] is None else "Update" if former else "Create"
    title = request.form.get("title", "").strip() or f"{verb} {path}"
    repo, me = world.full_name(repository), visitor()
    if request.form.get("then") == "commit":
        check_write(repository, me)
        world.commit(repo, me.login, title, contents)
        return redirect(f"/{repo}", HTTPStatus.SEE_OTHER)
    thread = world.open_pull_request(repo, me.login, title, typed("body"), contents=contents)
    return redirect(f"/{repo}/pull/{thread.number}", HTTPStatus.SEE_OTHER)


def _contents(repository: Repository, path: str, former: str) -> dict[str, str | None]:
    """Read what the form changes: a path and its text, and the path it had where it moved."""
    if not path:
        raise RefusedError("A file needs a name.")
    contents: dict[str, str | None] = {path: typed("text")}
    if request.form.get("then") == "delete":
        contents[path] = None
    elif former and former != path:
        contents[former] = None
    if all(repository.files.get(it) == text for it, text in contents.items()):
        raise RefusedError("Nothing would be changed.")
    return contents
