"""Giving one's word for one exact artefact, in front of the gates that no machine can check."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from portal.contract.models.cell_words import version_word
from portal.contract.models.gates import GateReport, GateRow, Signature
from portal.contract.problem import Problem
from screens.connection.session import Session
from screens.models.model_sections import IN_SERVICE
from screens.requests.votes import key
from screens.text import Part, content, line, listed

if TYPE_CHECKING:
    from screens.frame import PortalScreen

Open = tuple[GateReport, GateRow]


def unsigned(reports: Sequence[GateReport]) -> list[Open]:
    """The gates that want a person's word and do not have it."""
    return [(report, one) for report in reports for one in report.items if one.signed_by and one.state != "met"]


def mine(reports: Sequence[GateReport], session: Session) -> list[Open]:
    """Those of them that wait for whoever looks at the screen, or for whom they are the deputy."""
    me = session.me.person.id if session.me else ""
    return [
        (report, one)
        for report, one in unsigned(reports)
        if me and (me == one.deputy or (one.waiting_on is not None and me in one.waiting_on.people))
    ]


def why_not_sign(reports: Sequence[GateReport], session: Session) -> str:
    """Why this person cannot sign here; "" when they can."""
    if mine(reports, session):
        return ""
    found = unsigned(reports)
    if not found:
        return "no gate of it waits for anybody's word"
    _, one = found[0]
    people = [*(one.waiting_on.people if one.waiting_on else ()), *([one.deputy] if one.deputy else [])]
    who = listed([session.name(person) for person in people]) or "nobody who may"
    return f"{one.id} takes the word of a {one.signed_by.replace('_', ' ')}: {who}"


def sign(screen: "PortalScreen[Any]", reports: Sequence[GateReport], project: str) -> None:
    """Let the person choose a gate and which way, then ask for their words."""
    from screens.choosing.chooser import ChooserItem, choose

    found = mine(reports, screen.session)
    rows = []
    for number, (report, one) in enumerate(found):
        about = f"{version_word(report.version)} {'in' if report.transition == IN_SERVICE else 'to'} {report.stage}"
        rows.append(ChooserItem(f"{number} yes", f"Sign for {about}", one.title))
        rows.append(ChooserItem(f"{number} no", f"Sign against {about}", one.title))

    def chosen(choice: ChooserItem) -> None:
        number, _, way = choice.id.partition(" ")
        _ask_words(screen, found[int(number)], project, way == "yes")

    choose(screen.app, "Your word", rows, chosen)


def _ask_words(screen: "PortalScreen[Any]", gate: Open, project: str, agrees: bool) -> None:
    from screens.dialogs import AskText

    report, one = gate
    title = f"Sign {'for' if agrees else 'against'} {report.model} {version_word(report.version)}: {one.title}"
    said: list[Part] = [
        one.detail,
        content(("it holds for exactly ", "dim"), report.artefact or "an artefact that nothing proves"),
        "What did you look at? One sentence.",
    ]

    def then(text: str | None) -> None:
        if text is not None:
            signature = Signature(one.id, line(text), report.artefact, agrees, project)
            screen.run_worker(_send(screen, report, signature), group="send", exit_on_error=False)

    screen.app.push_screen(AskText(title, said, "Sign", None, "A word needs words."), then)


async def _send(screen: "PortalScreen[Any]", report: GateReport, signature: Signature) -> None:
    portal = screen.session.portal
    try:
        if portal is None:
            raise Problem(0, "there is no connection", todo="try again in a moment")
        kept = await portal.models.sign(report.model, report.version, signature, key())
    except Problem as problem:
        screen.say(problem.line(), "error")
    else:
        verb = "for" if signature.agrees else "against"
        screen.say(f"{kept.id}: you signed {verb} {report.model} {version_word(report.version)}")
    screen.load()
