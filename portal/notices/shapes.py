"""The shapes that receivers understand: our own JSON, and an Adaptive Card as Teams takes it.

Teams: a message with one attachment of `application/vnd.microsoft.card.adaptive`, as its Workflows and incoming
webhooks document it. Text from people stands in TextRuns, which know no Markdown, so that it can be no link.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from portal.notices.message import Message, tidy

VERSION = 1
"""Of the generic shape; it grows when a receiver would have to change."""


def generic(message: Message) -> bytes:
    """The notice as plain JSON."""
    document = {
        "version": VERSION,
        "id": message.id,
        "topic": message.topic,
        "subject": tidy(message.subject),
        "title": tidy(message.title),
        "text": tidy(message.text),
        "at": message.at,
        "people": [tidy(name) for name in message.people],
        "open": tidy(message.open),
        "mode": message.mode,
    }
    return json.dumps(document, ensure_ascii=True).encode()


def teams(message: Message) -> bytes:
    """The notice as an Adaptive Card."""
    head = f"{tidy(message.subject)} {tidy(message.title)}"
    body = [_line(head, weight="Bolder"), _line(message.text)]
    if message.people:
        body.append(_line("For " + ", ".join(tidy(name) for name in message.people), isSubtle=True))
    body.append(_line(message.open, fontType="Monospace"))
    if message.mode != "team":
        body.append(_line(f"From a portal in {message.mode} mode", isSubtle=True))
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return json.dumps({"type": "message", "attachments": [attachment]}, ensure_ascii=True).encode()


def _line(text: str, **style: object) -> dict[str, Any]:
    # Cards replace {{DATE(...)}} and ${...} in any text; a blank between keeps them words.
    said = tidy(text).replace("{{", "{ {").replace("${", "$ {")
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": said, **style}]}


SHAPES: Mapping[str, Callable[[Message], bytes]] = {"generic": generic, "teams": teams}
