"""How a state looks: a sign, a word and a tone, never a colour alone."""

from typing import NamedTuple


class Face(NamedTuple):
    """The sign, the word and the tone of one state."""

    sign: str
    word: str
    tone: str
    """`good`, `warn`, `bad`, `busy`, `dim` or ""; each theme gives it a colour."""

    @property
    def text(self) -> str:
        """Sign and word."""
        return f"{self.sign} {self.word}"


REQUEST = {
    "draft": Face("✎", "draft", "dim"),
    "in_review": Face("◔", "in review", "warn"),
    "approved": Face("◑", "approved", "busy"),
    "running": Face("▶", "running", "busy"),
    "ready": Face("✓", "ready", "good"),
    "ready_with_differences": Face("✓", "ready, with differences", "warn"),
    "failed_clean": Face("✗", "failed, nothing left behind", "bad"),
    "failed_leftovers": Face("✗", "failed, things left behind", "bad"),
    "denied": Face("⊘", "denied", "bad"),
    "withdrawn": Face("○", "withdrawn", "dim"),
    "expired": Face("○", "expired", "dim"),
    "superseded": Face("○", "superseded", "dim"),
}
OPERATION = {
    "queued": Face("◌", "queued", "dim"),
    "running": Face("▶", "running", "busy"),
    "waiting": Face("◔", "waiting", "warn"),
    "stuck": Face("▲", "stuck", "bad"),
    "undoing": Face("↶", "undoing", "warn"),
    "done": Face("✓", "done", "good"),
}
STEP = {
    "waiting": Face("·", "waiting", "dim"),
    "intended": Face("▶", "starting", "busy"),
    "sent": Face("▶", "running", "busy"),
    "done": Face("✓", "done", "good"),
    "failed": Face("✗", "failed", "bad"),
    "undone": Face("↶", "undone", "dim"),
    "left": Face("▲", "left behind", "bad"),
}
RESOURCE = {
    "creating": Face("▶", "creating", "busy"),
    "live": Face("●", "live", "good"),
    "expiring": Face("◔", "expiring", "warn"),
    "stopped": Face("■", "stopped", "dim"),
    "retired": Face("○", "retired", "dim"),
    "missing": Face("▲", "missing", "bad"),
    "foreign": Face("?", "found, not made here", "warn"),
}
LIFECYCLE = {
    "draft": Face("✎", "draft", "dim"),
    "approved": Face("✓", "approved", "good"),
    "deprecated": Face("▽", "deprecated", "warn"),
    "blocked": Face("⊘", "blocked", "bad"),
}
PHASE = {
    "explore": Face("◌", "explore", "dim"),
    "funded": Face("◔", "funded", ""),
    "building": Face("◑", "building", "busy"),
    "live": Face("●", "live", "good"),
    "retired": Face("○", "retired", "dim"),
}
RULE = {
    "pass": Face("✓", "pass", "good"),
    "warn": Face("▲", "warn", "warn"),
    "raise": Face("↑", "more votes", "warn"),
    "fail": Face("✗", "fail", "bad"),
}
VERDICT = {
    "approve": Face("✓", "approved", "good"),
    "deny": Face("⊘", "denied", "bad"),
    "question": Face("?", "asked", "warn"),
    "comment": Face("·", "said", ""),
}
GATE = {
    "met": Face("✓", "met", "good"),
    "unmet": Face("✗", "not met", "bad"),
    "stale": Face("◔", "too old", "warn"),
    "missing": Face("○", "missing", "warn"),
    "lies": Face("≠", "of another artefact", "bad"),
}
OUTCOME = {True: Face("✓", "yes", "good"), False: Face("✗", "no", "bad"), None: Face("?", "not known", "warn")}
COMPARED = {
    "=": Face("=", "the same", "good"),
    "≠": Face("≠", "not the same", "bad"),
    "~": Face("~", "not known", "warn"),
    "": Face(" ", "", ""),
}

STYLES = {
    "good": "$success",
    "warn": "$warning",
    "bad": "$error",
    "busy": "$secondary",
    "dim": "dim",
    "strong": "b",
    "accent": "$accent",
    "head": "b $primary",
    "": "",
}
"""The style that a tone has in running text."""


def face(states: dict[str, Face], state: str) -> Face:
    """The face of a state; one that is not known is shown as it is, and marked."""
    return states.get(state) or Face("?", state.replace("_", " "), "warn")
