"""The one table of keys. Screens name acts by id; a test finds two acts on one key."""

from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding, BindingType


@dataclass(frozen=True)
class Key:
    """One act: its id, its keys, a short label for the footer, and a sentence for the help."""

    id: str
    keys: str
    label: str
    sentence: str
    acting: bool = False
    """Whether it changes something, so that it waits until the row is live."""


_GO = (
    Key("go_home", "1", "Home", "Go to what needs you now"),
    Key("go_catalogue", "2", "Catalogue", "Go to what may be asked for"),
    Key("go_requests", "3", "Requests", "Go to the requests"),
    Key("go_approvals", "4", "Approvals", "Go to what waits for your decision"),
    Key("go_promotions", "5", "Promotions", "Go to the board of models over dev, test and prod"),
    Key("go_projects", "6", "Projects", "Go to the inventory of projects"),
    Key("go_audit", "8", "Audit", "Go to who did what, and when"),
)
_EVERYWHERE = (
    Key("goto", "colon", "go to", "Go to a screen, a request, a project or a person by name"),
    Key("help", "question_mark,f1", "help", "Show the keys that work here, and the words"),
    Key("palette", "ctrl+p,ctrl+k", "palette", "Find every action and every thing by name"),
    Key("back", "escape,q", "back", "Close or go back; never quits"),
    Key("new", "n", "new request", "Choose what to ask for; what the cursor is on is filled in", acting=True),
    Key("refresh", "ctrl+r", "read again", "Read what is shown again, now"),
    Key("log", "ctrl+l", "log", "Show where the logs are, and their newest lines"),
    Key("who_am_i", "W", "who am I", "Show your account, your roles and where they come from, and sign out"),
    Key("deputies", "V", "deputies", "See who decides in whose place, and name somebody for when you are away"),
    Key("told", "O", "what I am told", "Choose of what you are told, and where"),
    Key("act_as", "a", "act as", "In the demo: be somebody else"),
    Key("tour", "ctrl+t", "tour", "In the demo: be led from a request to the board; the same key ends it"),
)
_LIST = (
    Key("down", "down,j", "down", "Move down"),
    Key("up", "up,k", "up", "Move up"),
    Key("page_down", "pagedown", "page down", "Move down a page"),
    Key("page_up", "pageup", "page up", "Move up a page"),
    Key("top", "home,g", "top", "Move to the first row"),
    Key("end", "end,G", "end", "Move to the last row"),
    Key("open", "enter", "open", "Open the row"),
    Key("mark", "space", "mark", "Mark the row, or take its mark away"),
)
_PAGE = (
    Key("page_line_down", "down,j", "down", "Scroll down"),
    Key("page_line_up", "up,k", "up", "Scroll up"),
    Key("page_page_down", "pagedown,space", "page down", "Scroll down a page"),
    Key("page_page_up", "pageup", "page up", "Scroll up a page"),
    Key("page_top", "home,g", "top", "Scroll to the top"),
    Key("page_end", "end,G", "end", "Scroll to the end"),
)
_ACTS = (
    Key("filter", "slash", "filter", "Show only rows with these words; Esc clears"),
    Key("order", "s", "order", "Sort and group the rows"),
    Key("like_this", "K", "a copy of this", "Ask for the same as this request, with all its answers", acting=True),
    Key("copy", "c", "copy", "Copy the id"),
    Key("copy_all", "y", "copy all", "Copy everything of it as YAML, or the snippet"),
    Key("browse", "o", "browser", "Open it in the browser"),
    Key("scope", "S", "whose", "Change whose rows are shown: mine, my team's, all"),
    Key("approve", "A", "approve", "Approve exactly what is shown", acting=True),
    Key("deny", "D", "deny", "Deny it, with a reason", acting=True),
    Key("message", "m", "ask", "Ask a question, or answer one", acting=True),
    Key("edit", "e", "edit", "Change it: makes a new revision with no approvals", acting=True),
    Key("accept", "C", "accept the proposal", "Make the counter-proposal your wish: a new revision", acting=True),
    Key("decline", "N", "keep my wish", "Decline the counter-proposal; it waits for a decision again", acting=True),
    Key("undo", "u", "undo my vote", "Take your vote back while it is held", acting=True),
    Key("withdraw", "w", "withdraw", "Take the request back", acting=True),
    Key("again", "R", "ask again", "Ask anew for what was denied, withdrawn, failed or expired", acting=True),
    Key("retry", "r", "try again", "Let a stuck operation try its step again", acting=True),
    Key("give_up", "X", "give up", "Undo a stuck operation instead of trying again", acting=True),
    Key("next", "right,l", "next", "The next one of the list"),
    Key("previous", "left,h", "previous", "The one before in the list"),
    Key("export", "E", "export", "Write what is shown to a file"),
    Key("verify", "v", "verify", "Check the chain of the audit again"),
    Key("project", "P", "project", "Open the project it belongs to"),
    Key(
        "hand_over", "t", "hand over", "Give the project to somebody, or take it over when its owner left", acting=True
    ),
    Key("notify", "w,f7", "tell me when free", "Be told when there is room for it", acting=True),
    Key("list_requests", "r", "requests", "Choose one of its requests"),
    Key("subject", "t", "subject", "Open what it was about"),
    Key("advise", "v,f6", "advise me", "Describe a workload or a project, see what suits and why"),
    Key("take", "f2", "take it", "Take what the cursor is on into the form"),
    Key("cure", "f4", "ask for what is missing", "Open the request for quota, money or an exception", acting=True),
    Key("found", "F", "found", "Show what is in Azure and was not made here, and what has a lease"),
    Key("adopt", "t", "adopt", "Ask that what was found is managed; for all marked rows at once", acting=True),
    Key("stand_in", "d", "name a deputy", "Let somebody decide in your place while you are away", acting=True),
    Key("be_back", "X", "I am back", "End before its time that somebody decides in your place", acting=True),
    Key("tell_me", "t", "on or off", "Be told of it there, or no longer; Enter does the same", acting=True),
    Key("extend", "x", "extend", "Ask that it stays longer than its lease; for all marked rows at once", acting=True),
    Key("postpone", "z", "2 h more", "Put the end of its lease off by two hours", acting=True),
    Key("adopt_whole", "M", "manage it", "Ask that a project which was found is managed as a whole", acting=True),
    Key("decommission", "X", "end it", "Ask that it is stopped or deleted; for all marked rows at once", acting=True),
    Key("new_line", "ctrl+j", "new line", "Begin a new line, in a field that takes several"),
    Key("files", "f3", "files", "Show the files that will be made"),
    Key("submit", "f2", "ask for it", "Send the request", acting=True),
    Key("drop", "f8", "drop draft", "Throw the draft away"),
    Key("promote", "p", "promote", "Ask that a version goes on to the next stage", acting=True),
    Key("roll_back", "b", "roll back", "Ask that a stage goes back to the last version that was healthy", acting=True),
    Key("break_glass", "B", "break-glass", "In an emergency: bring a version to prod with one key", acting=True),
    Key("approve_outside", "t", "adopt", "Ask that what was changed outside the portal is approved", acting=True),
    Key("restore", "z", "restore", "Ask that what was approved serves again", acting=True),
    Key("sign", "i", "sign", "Give your word for this version, where no machine can check", acting=True),
    Key("other_version", "d", "other version", "Choose the version that the newest is compared with"),
    Key("metric", "m", "metric", "Plot the next metric over the versions"),
    Key("versions", "d", "versions", "See versions side by side: metrics, lineage, what they are"),
    Key("as_of", "T", "as of", "See the board as it was known on a day of the past"),
    Key(
        "explain", "i", "say why", "Say afterwards why you rolled back, or what you think of an emergency", acting=True
    ),
    Key("sign_out", "L", "sign out", "Forget your sign-in, and what was seen with it"),
    Key("other_code", "r", "again", "Begin to sign in again, with another code"),
    Key("by_code", "d", "device code", "Sign in with a code that is entered in any browser"),
    Key("by_browser", "b", "browser", "Sign in with the browser of this machine"),
    Key("by_command_line", "z", "Azure CLI", "Sign in as `az login` did"),
    Key("read_azure", "R", "read Azure", "Ask Azure again what it serves"),
)

GO, EVERYWHERE, LIST, PAGE = (tuple(key.id for key in keys) for keys in (_GO, _EVERYWHERE, _LIST, _PAGE))
ALL = (*_GO, *_EVERYWHERE, *_LIST, *_PAGE, *_ACTS)
KEYS = {key.id: key for key in ALL}

_SHOWN = {
    "enter": "⏎",
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "escape": "esc",
    "space": "space",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
}


def shown(id: str, keymap: dict[str, str] | None = None) -> str:
    """The first key of an act as one reads it."""
    return shown_key((keymap or {}).get(id, KEYS[id].keys).split(",")[0])


def shown_key(key: str) -> str:
    """A key as one reads it."""
    return _SHOWN.get(key, key)


def all_shown(id: str, keymap: dict[str, str] | None = None) -> str:
    """Every key of an act as one reads them."""
    keys = (keymap or {}).get(id, KEYS[id].keys).split(",")
    return " ".join(_SHOWN.get(key, key) for key in keys)


def screen_bindings(ids: Iterable[str]) -> list[BindingType]:
    """Bindings of a screen's acts: all of them run `act(id)`, which knows the reasons why not."""
    return [_binding(id, f"screen.act('{id}')") for id in ids]


def widget_bindings(ids: Iterable[str], prefix: str = "") -> list[BindingType]:
    """Bindings of a widget's own moves: each runs the widget's action of that name."""
    return [_binding(id, id.removeprefix(prefix)) for id in ids]


def _binding(id: str, action: str) -> Binding:
    key = KEYS[id]
    return Binding(key.keys, action, key.label, show=False, tooltip=key.sentence, id=id)
