"""Beginning a request: the kind, where it is not clear yet, or a draft to go on with."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from portal.contract.problem import Problem
from screens.host import Host
from screens.text import ago

if TYPE_CHECKING:
    from portal.contract.requests import Draft, KindRow
    from screens.choosing.chooser import ChooserItem
    from screens.tables.rows import Heading


def ask_for(app: Host, kind: str, spec: Mapping[str, Any], request: str | None = None, how: str = "") -> None:
    """Open the form of a kind with some answers; without a kind let the person choose one.

    With a request it is edited, or a counter-proposal to it (`how` is `propose`), or asked for `again`.
    """
    if kind:
        app.open_page("form", kind, dict(spec), request, None, how)
    else:
        choose_kind(app, spec)


def ask_for_something(app: Host) -> None:
    """Let somebody choose what to ask for."""
    choose_kind(app, {})


def for_project(name: str) -> dict[str, str]:
    """The answer that the project is known, where it is."""
    return {"project": name} if name else {}


def ask_why(app: Host, request: str, then: Callable[[str], None]) -> None:
    """Let somebody say why they propose another wish."""
    from screens.dialogs import AskText

    def answered(text: str | None) -> None:
        if text is not None:
            then(text)

    said = f"Why? The requester of {request} reads it, and accepts with one key."
    app.push_screen(
        AskText("Propose this instead", [said], "Propose", None, "A counter-proposal needs a reason."), answered
    )


def advise(app: Host, topic: str, words: Mapping[str, Any], answers: Mapping[str, Any]) -> None:
    """Let somebody describe what they need; what they take opens its form, beside the answers that are there."""

    def take(kind: str, advised: dict[str, Any]) -> None:
        ask_for(app, kind, {**answers, **advised})

    app.open_page("advice", topic, dict(words), take)


def choose_kind(app: Host, spec: Mapping[str, Any], fitting: str = "") -> None:
    """Let somebody choose what to ask for, or a draft; the kind that fits what they look at is the first."""
    from screens.choosing.chooser import ChooserItem, choose

    by_id: dict[str, Draft] = {}

    async def load() -> "list[ChooserItem | Heading]":
        portal = app.session.portal
        if portal is None:
            raise Problem(0, "there is no connection", todo="try again in a moment")
        kinds, drafts = await portal.requests.kinds(), await portal.drafts.listing()
        by_id.update({draft.id: draft for draft in drafts})
        return _rows(app, sorted(kinds, key=lambda kind: kind.id != fitting), drafts)

    def then(choice: ChooserItem) -> None:
        what, _, id = choice.id.partition(":")
        if what == "draft":
            draft = by_id[id]
            app.open_page("form", draft.kind, dict(draft.spec), draft.request, draft.id)
        else:
            app.open_page("form", id, dict(spec))

    choose(app, "Ask for", (), then, "a kind of request", load=load)


def _rows(app: Host, kinds: "Sequence[KindRow]", drafts: "tuple[Draft, ...]") -> "list[ChooserItem | Heading]":
    from screens.choosing.chooser import ChooserItem
    from screens.tables.rows import Heading

    rows: list[ChooserItem | Heading] = [ChooserItem(f"kind:{kind.id}", kind.title, kind.summary) for kind in kinds]
    if drafts:
        rows.append(Heading("Go on with a draft"))
        rows += [
            ChooserItem(
                f"draft:{one.id}",
                f"{one.kind} {one.spec.get('name', '')}".strip(),
                ago(one.updated_at, app.session.now()),
            )
            for one in drafts
        ]
    return rows
