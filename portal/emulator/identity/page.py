"""The pages that a person sees: whoever opens them chooses who they are, for nobody here has a password."""

from collections.abc import Iterable, Mapping
from html import escape

from portal.emulator.identity.device import VERDICTS
from portal.emulator.identity.state import EmulatedAccount

_FRAME = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Emulated sign-in</title>
<style>body {{ font: 1.1rem sans-serif; max-width: 32rem; margin: 4rem auto }}
form > * {{ display: block; margin: 1rem 0 }}
select, input, button {{ font: inherit; padding: .4rem }}</style>
<h1>Emulated sign-in</h1><p>This is no true identity provider: anybody signs in as anybody.</p>
{inside}</html>
"""


def code_page(people: Iterable[EmulatedAccount], code: str = "", told: str = "") -> str:
    """Where a person enters the code that a program showed."""
    buttons = "".join(f'<button name="verdict" value="{one}">{one}</button>' for one in VERDICTS)
    note = f"<p><strong>{escape(told)}</strong></p>" if told else ""
    return _FRAME.format(
        inside=f'{note}<form method="post"><label>Code <input name="code" value="{escape(code)}" autofocus></label>'
        f"{_choice(people)}<div>{buttons}</div></form>"
    )


def person_page(people: Iterable[EmulatedAccount], asked: Mapping[str, str]) -> str:
    """Where a person who came in a browser says who they are."""
    inside = f'<form method="post">{_hidden(asked)}{_choice(people)}<div><button>sign in</button>'
    return _FRAME.format(inside=f'{inside}<button name="verdict" value="refuse">refuse</button></div></form>')


def way_back(address: str, answer: Mapping[str, str]) -> str:
    """Sends the browser back to the program with the answer in a form."""
    form = f'<form method="post" action="{escape(address)}">{_hidden(answer)}<button>go on</button></form>'
    return _FRAME.format(inside=f"{form}<script>document.forms[0].submit()</script>")


def message(told: str) -> str:
    """One sentence."""
    return _FRAME.format(inside=f"<p><strong>{escape(told)}</strong></p>")


def _choice(people: Iterable[EmulatedAccount]) -> str:
    options = "".join(f'<option value="{escape(one.username)}">{escape(one.name)}</option>' for one in people)
    return f'<label>I am <select name="person">{options}</select></label>'


def _hidden(values: Mapping[str, str]) -> str:
    return "".join(f'<input type="hidden" name="{escape(name)}" value="{escape(one)}">' for name, one in values.items())
