"""No spelling of an address leads a notice to anywhere but a listed host in the public internet."""

import ipaddress
import socket
from collections.abc import Sequence

import pytest

from portal.notices import sending
from portal.notices.address import Guard, Unsafe, is_public

ALLOWED = ("hooks.example.com", "*.webhook.example.net", "bus.example.com:8443")
PUBLIC = "93.184.215.14"

HOSTILE_FORMS = (
    "http://hooks.example.com/x", "HTTPS://hooks.example.com/x", "ftp://hooks.example.com/x", "file:///etc/passwd",
    "gopher://hooks.example.com/", "//hooks.example.com/x", "hooks.example.com/x", "https:hooks.example.com",
    "https:///hooks.example.com", "https:/hooks.example.com/x", "", " https://hooks.example.com/",
    "https://hooks.example.com/ x", "https://hooks.example.com/\r\nHost: evil", "https://hooks.example.com\n.evil.org/",
    "https://hooks.example.com\\@evil.org/", "https://evil.org\\@hooks.example.com/", "https://evil.org#@hooks.example.com/",
    "https://hooks.example.com#x", "https://hooks.example.com/#x", "https://hooks.example.com@evil.org/",
    "https://user@hooks.example.com/", "https://user:pass@hooks.example.com/", "https://hooks.example.com:443@evil.org/",
    "https://hooks.example.com:0/", "https://hooks.example.com:/", "https://hooks.example.com:0443/",
    "https://hooks.example.com:99999/", "https://hooks.example.com:+443/", "https://hooks.example.com:22/",
    "https://hooks.example.com.:443/", "https://hooks.example.com./", "https://Hooks.example.com/",
    "https://hooks.example.com.evil.org/", "https://evilhooks.example.com/", "https://example.com/",
    "https://webhook.example.net/", "https://evilwebhook.example.net/", "https://bus.example.com/",
    "https://hooks%2eexample.com/", "https://hooks.example.com%00.evil.org/", "https://hooks\u3002example.com/",
    "https://\uff48ooks.example.com/", "https://h\u043e\u043eks.example.com/", "https://xn--hks-5na.example.com/",
    "https://localhost/", "https://127.0.0.1/", "https://127.1/", "https://0/", "https://2130706433/",
    "https://0x7f000001/", "https://0x7f.0.0.1/", "https://0177.0.0.1/", "https://017700000001/",
    "https://169.254.169.254/metadata/identity", "https://2852039166/", "https://0xa9fea9fe/",
    "https://168.63.129.16/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[fd00::1]/",
    "https://[fe80::1%25eth0]/", "https://[::ffff:a9fe:a9fe]/", "https://127.0.0.1.nip.example/",
    "https://hooks.example.com/" + "x" * 3000, "https://hooks.example.com/\u202e", "https://hooks.example.com/<x>",
    "https://" + "a" * 300 + ".webhook.example.net/", "https://-a.webhook.example.net/", "https://..webhook.example.net/",
)  # fmt: skip

HOSTILE_ADDRESSES = (
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "168.63.129.16", "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:93.184.215.14", "::ffff:169.254.169.254",
    "fd00::1", "fc00::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::", "2001:0:53aa:64c:0:fffe:80ff:fffe", "2001:db8::1", "fd00:ec2::254", "no address",
)  # fmt: skip


@pytest.fixture
def contacted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every connection that is tried; none is made."""
    tried: list[object] = []

    def connect(where: object, **_more: object) -> socket.socket:
        tried.append(where)
        raise ConnectionRefusedError(111, "nothing listens")

    monkeypatch.setattr(socket, "create_connection", connect)
    return tried


def sent(url: str, addresses: Sequence[str]) -> sending.DeliveryOutcome:
    """How sending to a URL ends when its host has these addresses."""
    return sending.send(Guard(ALLOWED, lambda host, port: addresses), url, b"{}", "N-1", "now")


@pytest.mark.parametrize("url", HOSTILE_FORMS)
def test_a_hostile_form_is_refused_and_nothing_is_contacted(url: str, contacted: list[object]) -> None:
    answer = sent(url, [PUBLIC])
    assert not answer.ok and answer.detail.startswith("not sent: ")
    assert contacted == []


@pytest.mark.parametrize("address", HOSTILE_ADDRESSES)
def test_a_listed_name_that_leads_inside_is_refused_also_beside_a_good_address(
    address: str, contacted: list[object]
) -> None:
    for found in ([address], [PUBLIC, address], [address, PUBLIC]):
        assert sent("https://hooks.example.com/x", found).detail.startswith("not sent: ")
    assert contacted == []


def test_a_name_without_an_address_is_told(contacted: list[object]) -> None:
    def nowhere(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(-2, "Name or service not known")

    answer = sending.send(Guard(ALLOWED, nowhere), "https://hooks.example.com/", b"{}", "N-1", "now")
    assert "hooks.example.com has no address" in answer.detail
    assert "has no address" in sent("https://hooks.example.com/", []).detail
    assert contacted == []


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://hooks.example.com", (PUBLIC, 443)),
        ("https://hooks.example.com:443/x?sig=a%2Fb", (PUBLIC, 443)),
        ("https://a.b.webhook.example.net/x", (PUBLIC, 443)),
        ("https://bus.example.com:8443/x", (PUBLIC, 8443)),
    ],
)
def test_a_good_one_is_connected_at_the_address_that_was_checked(
    url: str, place: tuple[str, int], contacted: list[object]
) -> None:
    assert "cannot be reached" in sent(url, [PUBLIC]).detail
    assert contacted == [place]


def test_a_name_is_asked_once_so_that_it_cannot_change_its_mind(contacted: list[object]) -> None:
    answers = iter([[PUBLIC], ["169.254.169.254"]])
    guard = Guard(ALLOWED, lambda host, port: next(answers))
    sending.send(guard, "https://hooks.example.com/", b"{}", "N-1", "now")
    assert contacted == [(PUBLIC, 443)]
    assert next(answers) == ["169.254.169.254"]


def test_what_a_refusal_says_repeats_no_secret_of_the_address() -> None:
    guard = Guard(("other.example.com",), lambda host, port: [PUBLIC])
    with pytest.raises(Unsafe) as why:
        guard.check("https://hooks.example.com/x?sig=hush")
    assert "hush" not in str(why.value) and "hooks.example.com" in str(why.value)


def test_ordinary_public_addresses_are_public() -> None:
    for address in (PUBLIC, "52.112.0.1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"):
        assert is_public(ipaddress.ip_address(address))
