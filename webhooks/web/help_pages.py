"""Show every comment command with an example, made from the registry."""

from __future__ import annotations

from flask import Blueprint, render_template

from webhooks.commands import commands

bp = Blueprint("help", __name__, template_folder="templates")


@bp.get("/commands")
def all_commands() -> str:
    """List the commands."""
    return render_template("help/commands.html", commands=[spec for _, spec in commands.items()])
