"""Carry out what people asked for in a delivery, and answer each in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recognition.decisions import Verb
from recognition.digest import ALL_UNFLAGGED, newly_ticked
from recognition.effects import Audience, CommentEffect, Reaction, ReactionEffect
from recognition.facts import Thread
from recognition.kernel.errors import UserError
from recognition.render import comments
from recognition.render.markdown import code, mention
from recognition.service import numbers, outbox
from recognition.store import AwardRow, EffectRow
from webhooks.commands import Asked, Reply, Tools, Who, commands
from webhooks.commands.certify import reply_key
from webhooks.handlers import DigestEdit, InstallationState, Invocation, Outcome
from webhooks.lookups import Questions

if TYPE_CHECKING:
    from recognition.digest import Edition
    from recognition.facts import Actor
    from webhooks.lookups import Known
    from webhooks.recorder import Recorder

commands.load("webhooks.commands")

NOTICE = "notice"
"""The purpose of refusals: one comment for each thread and person, edited as they go on."""

ONLY_MAINTAINERS = "only maintainers may do that"


@dataclass(slots=True)
class _Said:
    """What one comment's commands came to.

    Attributes:
        replies: What to answer, by purpose; several refusals share one comment.
        done: Whether all of it was carried out.
    """

    replies: dict[str, list[str]] = field(default_factory=dict)
    done: bool = True

    def add(self, reply: Reply) -> None:
        """Keep an answer; the same words are not said twice."""
        bodies = self.replies.setdefault(reply.purpose, [])
        if not reply.joins:
            bodies.clear()
        if reply.body and reply.body not in bodies:
            bodies.append(reply.body)
        self.done = self.done and reply.done


def questions(outcome: Outcome, recorder: Recorder) -> Questions:
    """Say what GitHub must be asked before anything of a delivery is decided.

    Permissions are looked up live each time: in which teams whoever wants to decide is.
    """
    asked = [
        (spec, invocation)
        for invocation in outcome.commands
        if (spec := commands.get(invocation.command.verb)) and spec.who is Who.MAINTAINER
    ]
    if asked:
        logins = [login for spec, one in asked for login in spec.logins(one.command)]
        actor = asked[0][1].actor
        return Questions(actor=actor, teams=recorder.teams, logins=frozenset(logins))
    edit = outcome.digest_edit
    if edit is not None and _is_in_digest_repo(edit, recorder) and _ticks(edit):
        return Questions(actor=edit.editor, teams=recorder.teams)
    return Questions()


def acknowledge(outcome: Outcome, tools: Tools) -> None:
    """Show that a command was seen, before anything that takes time."""
    for invocation in outcome.commands:
        if _is_ours(invocation):
            key = _reaction_key(invocation)
            # A delivery that is handled again must not take back what was answered.
            if tools.session.get(EffectRow, key) is None:
                _react(invocation, "eyes", tools)


def answer(outcome: Outcome, tools: Tools, *, known: Known) -> None:
    """Carry out commands and ticks, and ask for the comments and reactions that answer them.

    Args:
        outcome: What the delivery means.
        tools: The unit of work of the delivery among them.
        known: What GitHub answered to `questions` a moment ago.
    """
    said = _Said()
    asked = [one for one in outcome.commands if _is_ours(one)]
    for invocation in asked:
        said.add(_carry_out(invocation, tools, known))
    if asked:
        _reply(asked[0], said, tools)
    if outcome.digest_edit is not None:
        _decide_by_ticks(outcome.digest_edit, tools, known)
    change = outcome.installation
    if change is None or change.account is None or change.state is InstallationState.ACTIVE:
        return
    reason = f"the App is {change.state} on {change.account.login}"
    outbox.cancel(tools.session, owner=change.account.login, reason=reason, now=tools.now)


def apologise(outcome: Outcome, tools: Tools, *, reference: str) -> None:
    """Tell the person that we broke, with the word that finds the log line."""
    asked = [one for one in outcome.commands if _is_ours(one)]
    if asked:
        body = comments.failed(login=asked[0].actor.login, reference=reference)
        _reply(asked[0], _Said({NOTICE: [body]}, done=False), tools)


def _is_ours(invocation: Invocation) -> bool:
    return invocation.command.known or invocation.command.meant is not None


def _carry_out(invocation: Invocation, tools: Tools, known: Known) -> Reply:
    command, actor = invocation.command, invocation.actor
    spec = commands.get(command.verb)
    if spec is None:
        text = (
            f"{mention(actor.login)}, there is no {code('/' + command.verb)}; did you mean "
            f"{code(f'/{command.meant}')}? {code('/recognition help')} lists all commands."
        )
        return Reply(purpose=NOTICE, body=text, done=False, joins=True)
    if spec.who is Who.MAINTAINER and not (known.teams or spec.is_open(command)):
        return _refusal(invocation, ONLY_MAINTAINERS)
    asked = Asked(
        command=command,
        actor=actor,
        repo=invocation.repo,
        number=invocation.number,
        known=known,
    )
    try:
        # What a refused command had begun is taken back; the rest of the delivery stays.
        with tools.session.begin_nested():
            return spec.run(asked, tools)
    except UserError as error:
        return _refusal(invocation, str(error))


def _refusal(invocation: Invocation, reason: str) -> Reply:
    body = comments.refused(
        login=invocation.actor.login, reason=reason, command=f"/{invocation.command.verb}"
    )
    return Reply(purpose=NOTICE, body=body, done=False, joins=True)


def _reply(invocation: Invocation, said: _Said, tools: Tools) -> None:
    thread = Thread(repo=invocation.repo, number=invocation.number)
    for purpose, bodies in said.replies.items():
        if bodies:
            effect = CommentEffect(
                key=reply_key(purpose, thread, invocation.actor.id),
                repo=invocation.repo,
                number=invocation.number,
                body="\n\n".join(bodies),
                audience=_audience(invocation, tools),
            )
            tools.recorder.put(tools.session, effect, now=tools.now)
    _react(invocation, "rocket" if said.done else "confused", tools)


def _react(invocation: Invocation, content: Reaction, tools: Tools) -> None:
    effect = ReactionEffect(
        key=_reaction_key(invocation),
        repo=invocation.repo,
        comment_id=invocation.comment_id,
        content=content,
        audience=_audience(invocation, tools),
    )
    tools.recorder.put(tools.session, effect, now=tools.now)


def _reaction_key(invocation: Invocation) -> str:
    return f"reaction:{invocation.repo.id}:{invocation.comment_id}"


def _audience(invocation: Invocation, tools: Tools) -> Audience:
    """Maintainers are answered on the digest even where contributors hear nothing yet."""
    is_digest = _is_in_digest_repo(invocation, tools.recorder) and (
        numbers.edition_of_issue(tools.session, number=invocation.number) is not None
    )
    return Audience.DIGEST if is_digest else Audience.THREAD


def _is_in_digest_repo(place: Invocation | DigestEdit, recorder: Recorder) -> bool:
    # GitHub's names are case-insensitive, and the setting is typed by hand.
    wanted = recorder.digest_repo or ""
    return place.repo.full_name.lower() == wanted.lower()


def _ticks(edit: DigestEdit) -> list[str]:
    return [] if edit.editor.type == "Bot" else newly_ticked(edit.before, edit.after)


def _decide_by_ticks(edit: DigestEdit, tools: Tools, known: Known) -> None:
    """Approve what a maintainer ticked; whatever was edited, the digest shows what is true."""
    if edit.editor.type == "Bot" or not _is_in_digest_repo(edit, tools.recorder):
        return
    edition = numbers.edition_of_issue(tools.session, number=edit.number)
    if edition is None:
        return
    ticked = _ticks(edit) if known.teams else []
    chosen = [token for token in ticked if token != ALL_UNFLAGGED]
    if ALL_UNFLAGGED in ticked:
        chosen += numbers.waiting_unflagged(tools.session, edition)
    for award_id in dict.fromkeys(chosen):
        _approve_quietly(award_id, edition, edit.editor, tools, known)
    # Even where nothing was decided: a tick that does not count must not stay, nor a box that
    # was decided meanwhile come back, nor a word that is not ours.
    tools.recorder.refresh_digest(tools.session, edition, now=tools.now, again=True)


def _approve_quietly(
    award_id: str, edition: Edition, editor: Actor, tools: Tools, known: Known
) -> None:
    """Approve one award; a refused one stays as it is, and the digest shows it waiting."""
    award = tools.session.get(AwardRow, award_id)
    if award is None or not numbers.holds(tools.session, edition, award_id):
        return
    if not tools.recorder.deciders(award.badge) & known.teams:
        return
    try:
        with tools.session.begin_nested():
            tools.recorder.decide(
                tools.session, Verb.APPROVE, [award_id], by=editor, now=tools.now
            )
    except UserError:
        return
