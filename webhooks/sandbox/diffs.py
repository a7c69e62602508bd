"""Tell two sets of files apart as the files of a pull request."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from webhooks.sandbox.state import ChangedFile


def changed_files(
    before: Mapping[str, str], contents: Mapping[str, str | None]
) -> tuple[ChangedFile, ...]:
    """List the files that new contents change, by path; what stays the same is left out.

    Args:
        before: Paths to texts.
        contents: Paths to new texts, None for files that go.
    """
    return tuple(_changed(before, contents))


def inverse(
    before: Mapping[str, str], contents: Mapping[str, str | None]
) -> dict[str, str | None]:
    """Give the contents that undo these: every text as it was, None for what was not there."""
    return {path: before.get(path) for path in contents}


def _changed(
    before: Mapping[str, str], contents: Mapping[str, str | None]
) -> Iterator[ChangedFile]:
    for path, text in sorted(contents.items()):
        old = before.get(path)
        if old == text:
            continue
        status = "added" if old is None else "removed" if text is None else "modified"
        lines = list(
            difflib.unified_diff((old or "").splitlines(), (text or "").splitlines(), lineterm="")
        )[2:]  # without the two lines that name the files
        yield ChangedFile(
            path=path,
            status=status,
            additions=sum(it.startswith("+") for it in lines),
            deletions=sum(it.startswith("-") for it in lines),
            patch="\n".join(lines),
        )
