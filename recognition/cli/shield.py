"""Draw shields: `recognition shield`."""

from __future__ import annotations

import json
import sys

import click

from recognition.kernel.cli import EXIT_USAGE
from recognition.render.shield import ValidationError, shield_from


@click.command("shield")
@click.argument("label", required=False)
@click.argument("message", required=False)
@click.option("--color", help="Colour of the message's side.")
@click.option("--label-color", help="Colour of the label's side.")
@click.option("--style", default="flat", show_default=True, help="One of shields.io's styles.")
@click.option("--batch", is_flag=True, help="Read JSON lines, and answer a line each.")
def shield_command(
    label: str | None,
    message: str | None,
    *,
    color: str | None,
    label_color: str | None,
    style: str,
    batch: bool,
) -> None:
    """Draw a shield as SVG.

    With --batch, each line of standard input is an object with label, message, color,
    labelColor, style, logoBase64, links and idSuffix; the answer is {"svg"} or {"error"}.

    Example: recognition shield CMC certified --color blue
    """
    if batch:
        for line in sys.stdin:
            click.echo(json.dumps(_batch_answer(line), ensure_ascii=False))
        return
    if message is None:
        raise click.UsageError("give LABEL and MESSAGE, or --batch")
    wanted = {"label": label, "message": message, "style": style}
    wanted |= {"color": color} if color else {}
    wanted |= {"labelColor": label_color} if label_color else {}
    try:
        click.echo(shield_from(wanted))
    except ValidationError as error:
        click.secho(f"error: {error}", fg="red", err=True)
        raise click.exceptions.Exit(EXIT_USAGE) from error


def _batch_answer(line: str) -> dict[str, str]:
    try:
        return {"svg": shield_from(json.loads(line))}
    except RecursionError:
        return {"error": "nested too deep"}
    except (ValidationError, ValueError) as error:
        return {"error": str(error)}
