"""The rows of a form: a title, a place to type or to choose, and what is wrong or assumed below it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from portal.contract.plan import Preview
from screens.lines import Lines, OneLine, pasted_lines
from screens.requests.fields import FormField
from screens.text import content


class ChoiceLine(Static, can_focus=True):
    """Shows the value chosen; Enter, space or a click opens the choices, letters open those that have them."""

    BINDINGS = [Binding("enter,space", "choose", "choose", show=False)]
    opened_by_letters = True

    @dataclass
    class Wanted(Message):
        """The choices are wanted, or those with some letters."""

        typed: str = ""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters are looked for among the choices; they are no acts of the screen."""
        return character is not None and character.isprintable() and key != "space"

    def on_key(self, event: events.Key) -> None:
        """Look for a letter among the choices."""
        if self.check_consume_key(event.key, event.character):
            event.stop()
            self.post_message(self.Wanted(event.character or ""))

    def on_paste(self, event: events.Paste) -> None:
        """Look for the words among the choices."""
        event.stop()
        self.post_message(self.Wanted(" ".join(pasted_lines(event.text))))

    def action_choose(self) -> None:
        """Open the choices."""
        self.post_message(self.Wanted())

    def on_click(self) -> None:
        """Open the choices."""
        self.post_message(self.Wanted())


class FieldRow(Vertical):
    """One field."""

    DEFAULT_CSS = """
    FieldRow { height: auto; padding: 0 1; }
    FieldRow > .title { height: 1; color: $text-muted; }
    FieldRow > Input { border: none; height: 1; padding: 0 1; background: $surface; }
    FieldRow > Input:focus { border: none; background: $panel; }
    FieldRow > Lines { background: $surface; }
    FieldRow > Lines:focus { background: $panel; }
    FieldRow > ChoiceLine { height: 1; padding: 0 1; background: $surface; }
    FieldRow > ChoiceLine:focus { background: $panel; text-style: bold; }
    FieldRow:ansi > Input:focus, FieldRow:ansi > Lines:focus, FieldRow:ansi > ChoiceLine:focus { text-style: reverse; }
    FieldRow > .note { height: auto; display: none; padding-left: 1; }
    """

    @dataclass
    class Changed(Message):
        """Another answer; None takes it away."""

        name: str
        value: Any
        chosen: bool

    def __init__(self, field: FormField, value: Any) -> None:
        super().__init__(id=f"field-{field.name}")
        self.field = field
        self.value = value
        self._note = ("", "")
        self._came: tuple[str, Any] = ("", None)

    def compose(self) -> ComposeResult:
        """Title, the place for the answer, and a note."""
        field = self.field
        yield Static(self._title(""), classes="title")
        if field.choices:
            yield ChoiceLine(self._chosen(), id=f"choice-{field.name}")
        else:
            hint = content(field.shown(field.assumed) or field.help).plain
            typed = field.shown(self.value)
            yield Lines(typed, placeholder=hint) if field.long else OneLine(typed, placeholder=hint, joins=field.many)
        yield Static("", classes="note")

    def _title(self, origin: str) -> Content:
        must = (" *", "b $warning") if self.field.required else ("", "")
        return content(self.field.title, must, (f"  {origin}", "$warning" if origin == "assumed" else "dim"))

    def came(self, origin: str, value: Any) -> None:
        """Say how a value that nobody answered came to be: `assumed`, `derived` or "" for an answered one."""
        if (origin, value) == self._came:
            return
        self._came = (origin, value)
        self.query_one(".title", Static).update(self._title(origin))
        if origin and not self.field.choices:
            self._place().placeholder = content(self.field.shown(value)).plain

    def note(self, text: str, style: str) -> None:
        """Say something below the field; "" says nothing."""
        if (text, style) != self._note:
            self._note = (text, style)
            widget = self.query_one(".note", Static)
            widget.display = bool(text)
            widget.update(content((text, style)))

    def set_value(self, value: Any) -> None:
        """Show another answer."""
        self.value = value
        if self.field.choices:
            self.query_one(ChoiceLine).update(self._chosen())
        else:
            self._place().value = self.field.shown(value)

    def _place(self) -> OneLine | Lines:
        return self.query_one(Lines) if self.field.long else self.query_one(OneLine)

    def _chosen(self) -> Any:
        field = self.field
        if self.value is not None:
            return content((field.called(self.value), "b"), ("  ▾", "dim"))
        if field.assumed is not None:
            return content((field.called(field.assumed), "dim"), ("  ▾", "dim"))
        return content(("choose", "dim"), ("  ▾", "dim"))

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typed(self, event: Input.Changed | TextArea.Changed) -> None:
        event.stop()
        typed = self._place().value
        value = self.field.value(typed) if typed.strip() else None
        if value != self.value:
            self.value = value
            self.post_message(self.Changed(self.field.name, value, False))

    @on(ChoiceLine.Wanted)
    def _choices(self, message: ChoiceLine.Wanted) -> None:
        message.stop()
        from screens.choosing.chooser import ChooserItem, choose

        rows = [ChooserItem(one.value, one.title, one.note, "", one.disabled) for one in self.field.choices]
        if not self.field.required:
            rows.append(ChooserItem("", "no answer", f"then: {self.field.called(self.field.assumed) or 'nothing'}"))
        app: Any = self.app
        hint = self.field.help or "type a part of it"
        choose(app, self.field.title, rows, self._take, hint, typed=message.typed)

    def _take(self, choice: Any) -> None:
        value = self.field.value(choice.id) if choice.id else None
        self.set_value(value)
        self.post_message(self.Changed(self.field.name, value, True))

    def on_key(self, event: events.Key) -> None:
        """Up and down go from field to field, and through the lines of one."""
        if event.key in ("up", "down"):
            if self.field.long and not self.query_one(Lines).at_edge(event.key):
                return
            event.stop()
            self.screen.focus_previous() if event.key == "up" else self.screen.focus_next()


def note_rows(rows: Iterable[FieldRow], preview: Preview | None) -> None:
    """Say below each row what is wrong with its answer, and how a value came to be that nobody answered."""
    wrong = {one.get("where", ""): one for one in preview.complaints} if preview else {}
    for row in rows:
        name = row.field.name
        if (one := wrong.get(name)) and (row.value is not None or not row.field.required):
            row.note(f"✗ {one.get('what', '')}: {one.get('todo', '')}".rstrip(": "), "$error")
        else:
            row.note("", "")
        origin = preview.origins.get(name, "") if preview and row.value is None else ""
        row.came(origin, preview.spec.get(name) if preview and origin else None)


def sectioned(fields: Iterable[FormField], spec: Mapping[str, Any]) -> list[Widget]:
    """A row for each field with its answer, and a heading where a section begins."""
    widgets: list[Widget] = []
    section = ""
    for field in fields:
        if field.section != section:
            section = field.section
            widgets.append(Static(content(section), classes="section"))
        widgets.append(FieldRow(field, spec.get(field.name)))
    return widgets
