"""Make codes by which people claim a badge: `recognition claims`."""

from __future__ import annotations

import click

from recognition.cli.deciding import actor_named
from recognition.cli.showing import catalog_of
from recognition.facts import FactKind
from recognition.kernel.cli import Shell, json_option, pass_shell, print_json, print_table
from recognition.kernel.errors import NotFoundError, UserError
from recognition.rules.reading import RefusedError, period
from recognition.service.claims import create_code, list_codes
from recognition.service.showing import logins


@click.group()
def claims() -> None:
    """Make codes by which people claim a badge."""


@claims.command("create")
@click.argument("badge")
@click.option("--valid", default="30d", show_default=True, help="For how long, such as 2w.")
@click.option("--uses", type=click.IntRange(1, 100_000), default=1, show_default=True,
              help="How many people may use it.")  # fmt: skip
@click.option("--as", "by", required=True, metavar="LOGIN", help="Whoever hands it out.")
@json_option
@pass_shell
def claims_create(
    shell: Shell, badge: str, *, valid: str, uses: int, by: str, as_json: bool
) -> None:
    """Make a code for BADGE, and print it: it is shown this once.

    Example: recognition claims create meetup-2026 --valid 30d --uses 50 --as lee
    """
    catalog, now = catalog_of(shell), shell.clock.now()
    found = catalog.find(badge)
    if found is None:
        raise NotFoundError(f"there is no badge {badge}")
    if found not in catalog.by_kind.get(FactKind.CLAIM, ()):
        raise UserError(f"no claim earns {found.id}; its badge.yml needs `on: claim`")
    try:
        expires_at = period(valid).after(now)
    except RefusedError as error:
        raise UserError(f"--valid {error}") from error
    with shell.database.writing() as session:
        code = create_code(
            session,
            found.id,
            by=actor_named(session, by),
            expires_at=expires_at,
            uses=uses,
            now=now,
        )
    link = f"{shell.settings.public_url}/claim?code={code}"
    if as_json:
        told = {"code": code, "link": link, "badge": found.id, "uses": uses}
        print_json({**told, "expires_at": expires_at.isoformat()})
        return
    click.echo(f"{code}\n{link}")
    click.secho(
        f"for {found.name}; {uses} may use it until {expires_at:%Y-%m-%d %H:%M} UTC", err=True
    )


@claims.command("list")
@json_option
@pass_shell
def claims_list(shell: Shell, *, as_json: bool) -> None:
    """List the codes there are, without the codes themselves.

    Example: recognition claims list
    """
    with shell.database.reading() as session:
        rows = list_codes(session)
        names = logins(session, [row.created_by for row in rows])
    told = [
        {
            "badge": row.badge,
            "by": names[row.created_by],
            "created_at": row.created_at.isoformat(),
            "expires_at": row.expires_at.isoformat(),
            "uses": row.uses,
            "max_uses": row.max_uses,
        }
        for row in rows
    ]
    if as_json:
        print_json(told)
        return
    print_table(
        ("badge", "by", "created", "expires", "used"),
        [
            (
                str(one["badge"]),
                str(one["by"]),
                str(one["created_at"])[:10],
                str(one["expires_at"])[:10],
                f"{one['uses']} of {one['max_uses']}",
            )
            for one in told
        ],
    )
