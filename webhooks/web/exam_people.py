"""Let maintainers give people extra time for exams, without asking or telling why."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from exams.service.accommodations import ALL_EXAMS, PERCENTS, Accommodation, given_by
from recognition.kernel.errors import NotFoundError, UserError
from recognition.kernel.ids import UserId
from recognition.kernel.web import login_required, web
from recognition.kernel.web.base import no_store
from recognition.kernel.web.errors import status_of
from recognition.service.visible import person_by_login
from recognition.store import AccountRow
from webhooks.github.errors import GitHubError

if TYPE_CHECKING:
    from sqlmodel import Session
    from werkzeug.wrappers import Response as AnyResponse

    from exams.service import ExamService
    from recognition.kernel.web import Visitor
    from webhooks.web.maintainers import Maintainers

PAGE = "/console/exams/people"

NOBODY = "login: say whose time it is."
UNKNOWN = "There is no account @{login}."
SILENT = "GitHub did not tell who @{login} is. Retry in a minute."


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What the visitor gave to one person.

    Attributes:
        login: As it is known now.
        exam: The exam's title, or words for all of them.
    """

    login: str
    exam: str
    given: Accommodation


def exam_people_blueprint(exams: ExamService, maintainers: Maintainers) -> Blueprint:
    """Build the page on which extra time is given.

    Each maintainer sees what that maintainer gave, and nobody else's: that a person has extra
    time concerns the person and the giver.

    Args:
        exams: Keeps the extra time.
        maintainers: Who may give some.
    """
    blueprint = Blueprint("console_exam_people", __name__, template_folder="templates")

    @blueprint.get(PAGE)
    @login_required
    def people() -> Response:
        """Show what the visitor gave, and a form to give more."""
        return _page(exams, maintainers.only())

    @blueprint.post(PAGE)
    @login_required
    def give() -> AnyResponse:
        """Give extra time, or take it back."""
        visitor = maintainers.only()
        login = request.form.get("login", "").strip().removeprefix("@")
        exam, percent = request.form.get("exam", ALL_EXAMS), request.form.get("percent", "")
        number = request.form.get("take_back")
        try:
            person_id = _person(login, maintainers) if number is None else _number(number)
            with web().database.writing() as session:
                if number is not None:
                    exams.take_time_back(session, person_id=person_id, by=visitor.id, exam=exam)
                else:
                    exams.give_time(
                        session,
                        person_id=person_id,
                        percent=int(percent) if percent in map(str, PERCENTS) else 0,
                        by=visitor.id,
                        exam=exam,
                    )
        except UserError as error:
            return _page(exams, visitor, login=login, exam=exam, percent=percent, error=error)
        address = url_for("console_exam_people.people")
        return redirect(address, HTTPStatus.SEE_OTHER)

    return blueprint


def _person(login: str, maintainers: Maintainers) -> UserId:
    """Find the account of a login: the one seen here, else the one GitHub has.

    Raises:
        NotFoundError: There is none.
        UserError: No login was given, or GitHub did not tell.
    """
    if not login:
        raise UserError(NOBODY)
    with web().database.reading() as session:
        known = person_by_login(session, login)
    if known is not None:
        return UserId(known.id)
    organization = (maintainers.team or "").partition("/")[0]
    try:
        account = maintainers.github.account(login, organization=organization)
    except GitHubError as error:
        raise UserError(SILENT.format(login=login)) from error
    if account is None:
        raise NotFoundError(UNKNOWN.format(login=login))
    return account.id


def _number(text: str) -> UserId:
    if not (text.isascii() and text.isdigit() and len(text) < len(str(2**63))):
        raise UserError("take_back: must be the number of an account.")
    return UserId(int(text))


def _page(
    exams: ExamService,
    visitor: Visitor,
    *,
    login: str = "",
    exam: str = ALL_EXAMS,
    percent: str = "",
    error: UserError | None = None,
) -> Response:
    """Show the form, with what was written in it where that could not be done."""
    with web().database.reading() as session:
        lines = _lines(session, exams, visitor.id)
    page = render_template(
        "console/exam_people.html",
        lines=lines,
        exams=exams.exams(),
        percents=PERCENTS,
        login=login,
        chosen=exam,
        percent=percent,
        error=error,
    )
    response = no_store(make_response(page))
    response.status_code = HTTPStatus.OK if error is None else status_of(error)
    return response


def _lines(session: Session, exams: ExamService, giver: UserId) -> list[Line]:
    given = given_by(session, giver)
    titles = {exam.id: exam.title for exam in exams.exams()}
    return [
        Line(
            login=account.login if account is not None else f"account {one.person_id}",
            exam=titles.get(one.exam, one.exam) or "All exams",
            given=one,
        )
        for one in given
        for account in [session.get(AccountRow, one.person_id)]
    ]
