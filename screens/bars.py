"""The lines around every screen: where one is, the tabs, and the keys that matter here."""

from collections.abc import Sequence

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from screens.keys import KEYS, shown, shown_key
from screens.places import PLACES
from screens.text import content, cut, line, width


def clickable(text: str, action: str, style: str = "") -> Content:
    """Text that runs an action when it is clicked."""
    piece = content((text, style))
    return piece.stylize(Style.from_meta({"@click": action}))


class TopBar(Widget):
    """Where one is; who one is, in which mode, and how old what one sees is."""

    DEFAULT_CSS = "TopBar { height: 1; background: $panel; } TopBar:ansi { text-style: reverse; }"

    def __init__(self) -> None:
        super().__init__()
        self.auto_links = False
        self._crumbs: tuple[str, ...] = ()
        self._facts: tuple[tuple[str, str], ...] = ()

    def tell(self, crumbs: Sequence[str], facts: Sequence[tuple[str, str]]) -> None:
        """Show a path and facts about the view, each in a long and a short form; a short "" may be left out."""
        said = (tuple(map(line, crumbs)), tuple((line(long), line(short)) for long, short in facts if long))
        if said != (self._crumbs, self._facts):
            self._crumbs, self._facts = said
            self.refresh()

    def render(self) -> Content:
        """The line, in the width that is there."""
        room = self.size.width - 2
        path = " ▸ ".join(("portal", *self._crumbs))
        right = self._right(room - width(path) - 2)
        left = cut(path, max(0, room - width(right) - 2))
        pieces: list[Content] = []
        for number, crumb in enumerate(left.split(" ▸ ")):
            pieces += [content((" ▸ ", "dim"))] if number else []
            pieces.append(clickable(crumb, f"screen.crumb({number})", "b"))
        gap = " " * max(0, room - width(left) - width(right))
        return content(" ", *pieces, gap, right, " ")

    def _right(self, room: int) -> str:
        facts = [long for long, _ in self._facts]
        for at, (_, short) in sorted(enumerate(self._facts), key=lambda one: bool(one[1][1])):
            if width(" · ".join(filter(None, facts))) <= room:
                break
            facts[at] = short
        return " · ".join(filter(None, facts))


class TabBar(Widget):
    """The places one can go to, with how many things wait there."""

    DEFAULT_CSS = "TabBar { height: 1; background: $surface; }"

    def __init__(self, place: str) -> None:
        super().__init__()
        self.auto_links = False
        self._place = place
        self._counts: dict[str, int] = {}

    def tell(self, counts: dict[str, int]) -> None:
        """Show other counts, by place."""
        if counts != self._counts:
            self._counts = dict(counts)
            self.refresh()

    def render(self) -> Content:
        """The tabs; in a narrow terminal only the present one keeps its name."""
        labels = {place: f"{key} {title}" for place, (key, title, *_) in PLACES.items()}
        counts = {place: f" {self._counts[place]}" for place in PLACES if self._counts.get(place)}
        needed = sum(len(labels[place]) + len(counts.get(place, "")) for place in PLACES)
        gap = 2 if needed + 2 * len(PLACES) <= self.size.width else 1
        if needed + len(PLACES) > self.size.width:
            labels = {place: text if place == self._place else text[0] for place, text in labels.items()}
        pieces: list[Content] = [content(" ")]
        for place, label in labels.items():
            style = "b u $primary" if place == self._place else ""
            pieces.append(clickable(label, f"screen.act('go_{place}')", style))
            pieces.append(content((counts.get(place, ""), "b $warning"), " " * gap))
        return content(*pieces)


class KeyLine(Widget):
    """At most six keys that matter here, help and the palette; an act that is not possible now is dim."""

    DEFAULT_CSS = "KeyLine { height: 1; background: $panel; } KeyLine:ansi { text-style: reverse; }"
    MOST = 6

    def __init__(self) -> None:
        super().__init__()
        self.auto_links = False
        self._acts: tuple[tuple[str, str, bool], ...] = ()

    def on_mount(self) -> None:
        """Where the focus goes, other keys work."""
        self.watch(self.screen, "focused", self._other_keys, init=False)

    def _other_keys(self) -> None:
        self.refresh()

    def tell(self, acts: Sequence[tuple[str, str, bool]]) -> None:
        """Show acts: each its id, its label and whether it is possible now."""
        if tuple(acts) != self._acts:
            self._acts = tuple(acts)
            self.refresh()

    def render(self) -> Content:
        """The line, in the width that is there; what does not fit is in the help."""
        keymap = getattr(self.app, "keys_set", {})
        help_ = self._piece("help", KEYS["help"].label, True, keymap, self._key("help", keymap))
        palette = self._piece("palette", "palette", True, keymap) if self.size.width >= 60 else content("")
        room = self.size.width - 2 - help_.cell_length - palette.cell_length
        pieces, used = list[Content](), 0
        for piece in self._pieces(keymap):
            if used + piece.cell_length + 2 > room:
                break
            pieces += [piece, content("  ")]
            used += piece.cell_length + 2
        gap = " " * max(1, self.size.width - 2 - used - help_.cell_length - palette.cell_length)
        return content(" ", *pieces, help_, gap, palette, " ")

    def _pieces(self, keymap: dict[str, str]) -> list[Content]:
        """What works where the focus is; then what does after the line to write in is left."""
        found = [(self._key(id, keymap), id, label, possible) for id, label, possible in self._acts]
        if key := self._key("new_line", keymap):
            found.insert(0, (key, "new_line", KEYS["new_line"].label, True))
        here = [self._piece(id, label, possible, keymap, key) for key, id, label, possible in found if key]
        then = [self._piece(id, label, False, keymap) for key, id, label, _ in found if not key]
        if then and hasattr(self.screen.focused, "takes_a_line"):
            here += [content(("⏎ then", "b")), *then]
        return here[: self.MOST] or then

    def _key(self, id: str, keymap: dict[str, str]) -> str:
        """The first key of an act that works where the focus is: in a line to write in, a letter is a letter."""
        active = self.screen.active_bindings
        keys = keymap.get(id, KEYS[id].keys).split(",")
        return next((key for key in keys if key in active and active[key].binding.id == id), "")

    def _piece(self, id: str, label: str, possible: bool, keymap: dict[str, str], key: str = "") -> Content:
        read = shown_key(key) if key else shown(id, keymap)
        text = content((read, "b" if possible else "dim"), (f" {label}", "" if possible else "dim"))
        return text.stylize(Style.from_meta({"@click": f"screen.act('{id}')"}))
