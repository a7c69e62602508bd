"""Commands to regrade attempts after a key was found wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click

from exams.cli.group import AS_JSON, exams
from exams.library import key_files_of, load_banks
from exams.service import regrades
from exams.service.proposals import TARGETS, Wish, propose, propose_mended
from exams.service.regraded import marks_after, marks_before
from recognition.cli.deciding import actor_named
from recognition.kernel.cli import Shell, pass_shell, print_json, print_table
from recognition.kernel.errors import NotFoundError

if TYPE_CHECKING:
    from sqlmodel import Session

    from exams.bank import Bank
    from exams.service import ExamService
    from exams.service.proposals import Proposal
    from exams.store import RegradePlanRow

PLAN = click.argument("plan")
AS_PERSON = click.option(
    "--as",
    "by",
    required=True,
    metavar="LOGIN",
    help="Who does it; LOGIN=NUMBER for an account that was never seen.",
)


class PlanByDefault(click.Group):
    """A group whose first word is an exam, unless it is one of the commands."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take what is no command for the exam of a plan."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["plan", *args]
        return super().resolve_command(ctx, args)


@exams.group(cls=PlanByDefault)
def regrade() -> None:
    """Say what a mended key does to stored attempts, and regrade them by two persons.

    `regrade EXAM …` is `regrade plan EXAM …`. It shows each attempt that is reached, with its
    marks before and after; `--save` keeps that as a plan, which another person approves
    before it is applied.

    Example: recognition exams regrade meshery-cli --question q66 --to newest
    """


@regrade.command("plan")
@click.argument("exam")
@click.option("--question", metavar="ID", help="The question whose key was wrong.")
@click.option("--to", metavar="TARGET", help=f"What counts instead: {TARGETS}.")
@click.option("--version", default="", metavar="HASH", help="Only this version of it.")
@click.option("--all-changed", is_flag=True, help="All questions whose keys the bank has mended.")
@click.option("--may-lower", is_flag=True, help="Let marks and passes be lost, too.")
@click.option("--save", is_flag=True, help="Keep the plan for another person to approve.")
@click.option("--reason", default="", help="Why; candidates read it. Tell no answers.")
@click.option("--as", "by", metavar="LOGIN", help="Who makes the plan, with --save.")
@AS_JSON
@pass_shell
def plan(
    shell: Shell,
    *,
    exam: str,
    question: str | None,
    to: str | None,
    version: str,
    all_changed: bool,
    may_lower: bool,
    save: bool,
    reason: str,
    by: str | None,
    as_json: bool,
) -> None:
    """Show what would become of each attempt; nothing is regraded.

    The better of both counts stands: marks that would fall are kept, unless --may-lower says
    otherwise and both persons confirm it.

    Example: recognition exams regrade meshery-cli --question q66 --to void
    """
    if all_changed in (question is not None, to is not None):
        raise click.UsageError("name --question and --to, or say --all-changed")
    if save and by is None:
        raise click.UsageError("--save needs --as LOGIN: somebody makes the plan")
    bank = _bank(shell, exam)

    def proposed(session: Session) -> Proposal:
        if question is None or to is None:
            return propose_mended(session, bank)
        return propose(session, bank, Wish(question_id=question, to=to, version=version))

    if not save:
        with shell.database.reading() as session:
            _show_proposal(proposed(session), may_lower=may_lower, as_json=as_json)
        return
    with shell.database.writing() as session:
        row = regrades.save_plan(
            session,
            proposed(session),
            by=actor_named(session, by or ""),
            reason=reason,
            may_lower=may_lower,
            now=shell.clock.now(),
        )
        _show_plan(session, row, as_json=as_json)


@regrade.command("list")
@AS_JSON
@pass_shell
def list_plans(shell: Shell, *, as_json: bool) -> None:
    """List all plans, the newest first.

    Example: recognition exams regrade list
    """
    with shell.database.reading() as session:
        plans = [_plan_json(session, row) for row in regrades.plan_rows(session)]
    if as_json:
        print_json(plans)
        return
    print_table(
        ("plan", "exam", "state", "made by", "attempts", "reason"),
        [
            (
                one["plan"],
                one["exam"],
                one["state"],
                one["madeBy"],
                str(len(one["attempts"])),
                one["reason"],
            )
            for one in plans
        ],
    )


@regrade.command("show")
@PLAN
@AS_JSON
@pass_shell
def show(shell: Shell, plan: str, *, as_json: bool) -> None:
    """Show a plan with its attempts.

    Example: recognition exams regrade show 1a2b3c4d
    """
    with shell.database.reading() as session:
        _show_plan(session, regrades.plan_row(session, plan), as_json=as_json)


@regrade.command("approve")
@PLAN
@AS_PERSON
@click.option("--may-lower", is_flag=True, help="Confirm that the plan may lower results.")
@AS_JSON
@pass_shell
def approve(shell: Shell, plan: str, *, by: str, may_lower: bool, as_json: bool) -> None:
    """Agree to a plan that another person made.

    Example: recognition exams regrade approve 1a2b3c4d --as max
    """
    with shell.database.writing() as session:
        actor, now = actor_named(session, by), shell.clock.now()
        row = regrades.approve(session, plan, by=actor, now=now, may_lower=may_lower)
        _show_plan(session, row, as_json=as_json)


@regrade.command("apply")
@PLAN
@AS_PERSON
@AS_JSON
@pass_shell
def apply(shell: Shell, plan: str, *, by: str, as_json: bool) -> None:
    """Carry out a plan that two persons agreed to, and tell whom it concerns.

    Example: recognition exams regrade apply 1a2b3c4d --as lee
    """
    service = cast("ExamService", shell.compose(shell.settings).exams)
    with shell.database.writing() as session:
        row = regrades.apply(service.context, session, plan, by=actor_named(session, by))
        _show_plan(session, row, as_json=as_json)


@regrade.command("drop")
@PLAN
@AS_PERSON
@AS_JSON
@pass_shell
def drop(shell: Shell, plan: str, *, by: str, as_json: bool) -> None:
    """Give up a plan that was not applied.

    Example: recognition exams regrade drop 1a2b3c4d --as lee
    """
    with shell.database.writing() as session:
        row = regrades.drop(session, plan, by=actor_named(session, by), now=shell.clock.now())
        _show_plan(session, row, as_json=as_json)


def _bank(shell: Shell, exam: str) -> Bank:
    folder = shell.settings.exam_banks or shell.root / "exams" / "banks"
    bank = load_banks([folder], keys=key_files_of(shell.settings)).banks.get(exam)
    if bank is None:
        raise NotFoundError(f"There is no exam {exam}.")
    return bank


def _show_proposal(proposal: Proposal, *, may_lower: bool, as_json: bool) -> None:
    changes = [regrades.change_words(change.as_json()) for change in proposal.changes]
    lines = [
        {
            "id": line.attempt_id,
            "before": line.before.score.fraction,
            "after": line.after.score.fraction,
            "passedBefore": line.before.passed,
            "passedAfter": line.after.passed,
            "outcome": str(line.outcome(may_lower=may_lower)),
        }
        for line in proposal.lines
    ]
    if as_json:
        print_json({"plan": None, "exam": proposal.exam, "changes": changes, "attempts": lines})
    else:
        _print(changes, lines)


def _show_plan(session: Session, row: RegradePlanRow, *, as_json: bool) -> None:
    told = _plan_json(session, row)
    if as_json:
        print_json(told)
        return
    click.echo(f"plan {row.id} of {row.exam}, {row.state}: {row.reason}")
    approved = f", approved by {row.approved_login}" if row.approved_login else ""
    click.echo(f"made by {row.made_login}{approved}")
    if row.may_lower:
        click.echo("this plan may lower results")
    _print(told["changes"], told["attempts"])


def _print(changes: list[str], lines: list[dict[str, Any]]) -> None:
    for change in changes:
        click.echo(change)
    passes = {True: "passed", False: "failed"}
    print_table(
        ("attempt", "before", "after", "becomes"),
        [
            (
                line["id"],
                f"{line['before']} {passes[line['passedBefore']]}",
                f"{line['after']} {passes[line['passedAfter']]}",
                line["outcome"],
            )
            for line in lines
        ],
    )


def _plan_json(session: Session, row: RegradePlanRow) -> dict[str, Any]:
    return {
        "plan": row.id,
        "exam": row.exam,
        "state": row.state,
        "reason": row.reason,
        "mayLower": row.may_lower,
        "madeBy": row.made_login,
        "approvedBy": row.approved_login,
        "changes": [regrades.change_words(change) for change in row.changes],
        "attempts": [
            {
                "id": line.attempt_id,
                "before": marks_before(line),
                "after": marks_after(line),
                "passedBefore": line.before_passed,
                "passedAfter": line.after_passed,
                "outcome": str(regrades.row_outcome(row, line)),
            }
            for line in regrades.line_rows(session, row.id)
        ],
    }
