"""A notice goes out once, signed, over TLS that is checked, in a shape that text from people cannot bend."""

import hashlib
import hmac
import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.notices.message import LONGEST, Message
from portal.notices.sending import send
from portal.notices.shapes import SHAPES
from tests.notices.receiver import Receiver, receiving

HOSTILE = "\x1b]52;c;x\x07[click](https://evil.org) <at>all</at> {{DATE(2026)}} ${x}\u202e\n**now**"
MESSAGE = Message(
    "N-7-decided-ops", "decided", "R-12", "A GPU", "was approved", "2026-11-23T09:00:00.000Z", ("Maya",),
    "portal open R-12", "team",
)  # fmt: skip
HUSH = "hush-hush"


@pytest.fixture(scope="module")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    """A receiver for this file."""
    with receiving(tmp_path_factory.mktemp("receiver")) as found:
        yield found


def test_the_signature_covers_moment_and_body_so_that_a_receiver_can_check_it(receiver: Receiver) -> None:
    receiver.came.clear()
    body = SHAPES["generic"](MESSAGE)
    answer = send(receiver.guard, receiver.url, body, MESSAGE.id, "2026-11-23T09:00:01.000Z", HUSH, receiver.trust)
    assert answer.ok
    ((path, headers, came),) = receiver.came
    assert (path, came) == ("/in?key=abc", body)
    assert headers["Portal-Notice-Id"] == MESSAGE.id
    signed = headers["Portal-Timestamp"].encode() + b"." + came
    assert headers["Portal-Signature"] == "v1=" + hmac.new(HUSH.encode(), signed, hashlib.sha256).hexdigest()
    assert json.loads(came)["open"] == "portal open R-12"


def test_a_redirect_is_an_answer_and_is_not_followed(receiver: Receiver) -> None:
    receiver.came.clear()
    receiver.statuses, receiver.headers = [307], {"Location": receiver.url}
    answer = send(receiver.guard, receiver.url, b"{}", "N-1", "now", "", receiver.trust)
    assert not answer.ok and "redirects are not followed" in answer.detail
    assert len(receiver.came) == 1
    receiver.statuses, receiver.headers = [202], {}


def test_a_receiver_that_asks_for_patience_is_heard(receiver: Receiver) -> None:
    receiver.statuses, receiver.headers = [429], {"Retry-After": "120"}
    answer = send(receiver.guard, receiver.url, b"{}", "N-1", "now", "", receiver.trust)
    assert (answer.ok, answer.wait_seconds) == (False, 120)
    receiver.headers = {"Retry-After": "9" * 30}
    assert send(receiver.guard, receiver.url, b"{}", "N-1", "now", "", receiver.trust).wait_seconds == 0
    receiver.statuses, receiver.headers = [202], {}


def test_a_certificate_that_nobody_vouches_for_gets_no_notice(receiver: Receiver) -> None:
    receiver.came.clear()
    answer = send(receiver.guard, receiver.url, b"{}", "N-1", "now", "", ssl.create_default_context())
    assert "certificate is not trusted" in answer.detail
    assert receiver.came == []


def test_a_certificate_of_another_name_gets_no_notice(tmp_path: Path) -> None:
    with receiving(tmp_path, "other.example.com") as other:
        answer = send(other.guard, other.url, b"{}", "N-1", "now", "", other.trust)
        assert "certificate is not trusted" in answer.detail
        assert other.came == []


def texts(value: Any) -> Iterator[str]:
    """Every text in a document."""
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(part)


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_text_from_people_says_what_it_says_and_does_nothing(shape: str) -> None:
    bent = Message("N-1", "said", "R-1", HOSTILE, HOSTILE + "x" * 9000, "now", (HOSTILE,), "portal open R-1", "demo")
    document = json.loads(SHAPES[shape](bent))
    for text in texts(document):
        assert not any(sign in text for sign in ("\x1b", "\x07", "\u202e", "\n")) and len(text) <= LONGEST + 200


def test_a_card_writes_text_where_no_markdown_and_no_function_is_read() -> None:
    bent = Message("N-1", "said", "R-1", HOSTILE, HOSTILE, "now", (), "portal open R-1", "demo")
    (attachment,) = json.loads(SHAPES["teams"](bent))["attachments"]
    card = attachment["content"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    for block in card["body"]:
        assert block["type"] == "RichTextBlock"
        assert [run["type"] for run in block["inlines"]] == ["TextRun"]
    assert not any("{{" in text or "${" in text for text in texts(card))
    assert "portal open R-1" in list(texts(card)) and any("demo mode" in text for text in texts(card))
