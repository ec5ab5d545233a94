"""Beginning a request: the kind, where it is not clear yet, or a draft to go on with."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from portal.contract.problem import Problem
from portal.contract.requests import Draft, KindRow
from screens.text import ago

if TYPE_CHECKING:
    from screens.app import PortalApp
    from screens.chooser import Choice
    from screens.rows import Heading


def ask_for(app: "PortalApp", kind: str, spec: Mapping[str, Any], request: str | None = None) -> None:
    """Open the form of a kind with some answers; without a kind let the person choose one, or a draft."""
    if kind:
        app.open_page("form", kind, dict(spec), request)
    else:
        app.run_worker(_choose_kind(app, dict(spec)), group="ask", exclusive=True, exit_on_error=False)


async def _choose_kind(app: "PortalApp", spec: dict[str, Any]) -> None:
    api = app.session.api
    try:
        if api is None:
            raise Problem(0, "there is no connection", todo="try again in a moment")
        kinds, drafts = await api.kinds(), await api.drafts()
    except Problem as problem:
        app.notify(problem.line(), severity="error", markup=False, timeout=6)
        return
    from screens.chooser import choose

    by_id = {draft.id: draft for draft in drafts}

    def then(choice: "Choice") -> None:
        what, _, id = choice.id.partition(":")
        if what == "draft":
            draft = by_id[id]
            app.open_page("form", draft.kind, dict(draft.spec), draft.request, draft.id)
        else:
            app.open_page("form", id, spec)

    choose(app, "Ask for", _rows(app, kinds, drafts), then, "a kind of request")


def _rows(app: "PortalApp", kinds: tuple[KindRow, ...], drafts: tuple[Draft, ...]) -> "list[Choice | Heading]":
    from screens.chooser import Choice
    from screens.rows import Heading

    rows: list[Choice | Heading] = [Choice(f"kind:{kind.id}", kind.title, kind.summary) for kind in kinds]
    if drafts:
        rows.append(Heading("Go on with a draft"))
        rows += [
            Choice(
                f"draft:{one.id}",
                f"{one.kind} {one.spec.get('name', '')}".strip(),
                ago(one.updated_at, app.session.now()),
            )
            for one in drafts
        ]
    return rows
