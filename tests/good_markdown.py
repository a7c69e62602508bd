"""What every comment of ours must be, whatever went into it."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

MARKDOWN = MarkdownIt("gfm-like", {"linkify": False, "html": True})

ALLOWED_HTML = re.compile(r"</?(details|summary|sub)>|<!-- recognition:[^>]*-->")


def check_good_markdown(text: str, *, mentions: set[str] | None = None) -> None:
    """Fail where a comment is not one we may post.

    Args:
        text: The comment.
        mentions: The logins that may be mentioned; none if not given.
    """
    assert text == text.strip(), "a comment begins and ends with words"
    assert len(text) <= 58_000
    assert "None" not in re.sub(r"`[^`]*`", "", text), "a missing value shows"
    tokens = MARKDOWN.parse(text)
    inline = [token for token in tokens if token.type == "inline"]
    visible = []
    for token in inline:
        for child in token.children or []:
            if child.type == "text":
                visible.append(child.content)
            elif child.type == "html_inline":
                assert ALLOWED_HTML.fullmatch(child.content), f"HTML got through: {child.content}"
            elif child.type == "link_open":
                target = str(child.attrs["href"])
                assert target.startswith(("http://", "https://")), f"link to {target}"
            elif child.type == "image":
                target = str(child.attrs["src"])
                assert target.startswith("https://recognition.example/"), f"image of {target}"
                assert child.content, "an image without words"
    for block in tokens:
        if block.type == "html_block":
            leftover = ALLOWED_HTML.sub("", block.content)
            assert "<" not in leftover, f"HTML got through: {block.content}"
    for found in re.findall(r"(?<![\w`])@([A-Za-z0-9][A-Za-z0-9-]*)", "\n".join(visible)):
        assert found in (mentions or set()), f"@{found} is mentioned"
