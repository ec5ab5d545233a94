"""Reading the public price list: pages, currency, what is left out, and what goes wrong."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from portal.azure.cloud import Azure
from portal.azure.faults import AzureFault
from portal.azure.prices import API_VERSION, ATTEMPTS, HourPrice, hour_prices, read_prices
from portal.emulator.connection import emulated_at
from portal.emulator.ledger import ledger
from portal.emulator.tuning import tune
from tests.azure.conftest import OwnProcess
from tests.prices.listing import item, page, told

TODAY = date(2026, 11, 23)
D4S = [("Standard_D4s_v5", "westeurope")]
ONE = (HourPrice("Standard_D4s_v5", "westeurope", "dedicated", Decimal("0.21"), "EUR"),)

Slept = list[float]


async def read(
    azure: Azure, wanted: Iterable[tuple[str, str]] = D4S, currency: str = "EUR", slept: Slept | None = None
) -> tuple[HourPrice, ...]:
    """What the list says; pauses are written down instead of waited for."""

    async def sleep(seconds: float) -> None:
        if slept is not None:
            slept.append(seconds)

    return (await read_prices(azure, wanted, currency, TODAY, sleep)).prices


async def fault(azure: Azure, slept: Slept | None = None) -> AzureFault:
    """The fault that reading ends with."""
    with pytest.raises(AzureFault) as raised:
        await read(azure, slept=slept)
    return raised.value


async def test_the_emulated_list_is_read_page_by_page(azure: Azure, state: Path) -> None:
    tune(state, page_size=2)
    found = await read(azure, [("Standard_D4s_v5", "westeurope"), ("Standard_NC4as_T4_v3", "northeurope")])
    assert [(price.size, price.region, price.priority) for price in found] == [
        ("Standard_D4s_v5", "westeurope", "dedicated"),
        ("Standard_D4s_v5", "westeurope", "low"),
        ("Standard_NC4as_T4_v3", "northeurope", "dedicated"),
        ("Standard_NC4as_T4_v3", "northeurope", "low"),
    ]
    assert {price.currency for price in found} == {"EUR"}
    assert found[0].amount > found[1].amount > 0
    assert len(ledger(state, "GET", "/api/retail/prices")) == 6


async def test_each_currency_has_its_own_amounts(azure: Azure) -> None:
    euros, dollars = await read(azure), await read(azure, currency="USD")
    assert dollars[0].amount > euros[0].amount
    assert {price.currency for price in dollars} == {"USD"}


async def test_no_token_leaves_for_the_price_list() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=page(item(0.21)))

    assert await read(told(answer)) == ONE
    assert "authorization" not in seen[0].headers
    assert (seen[0].url.host, seen[0].url.path) == ("prices.azure.com", "/api/retail/prices")
    assert dict(seen[0].url.params) == {
        "api-version": API_VERSION,
        "currencyCode": "'EUR'",
        "$filter": "serviceName eq 'Virtual Machines' and armRegionName eq 'westeurope' "
        "and armSkuName eq 'Standard_D4s_v5' and priceType eq 'Consumption'",
    }


async def test_an_emulator_in_a_process_of_its_own_has_the_same_list(own_process: OwnProcess, azure: Azure) -> None:
    assert await read(emulated_at(own_process.url)) == await read(azure)


@pytest.mark.parametrize(
    "other",
    [
        {"productName": "Virtual Machines Dsv5 Series Windows"},
        {"meterName": "D4s v5 Spot", "skuName": "D4s v5 Spot"},
        {"type": "Reservation", "reservationTerm": "1 Year"},
        {"type": "DevTestConsumption"},
        {"unitOfMeasure": "1 Month"},
        {"productName": "Dsv5 Series Cloud Services"},
        {"armRegionName": "eastus"},
        {"armSkuName": "Standard_D4ds_v5"},
        {"effectiveStartDate": "2027-01-01T00:00:00Z"},
        {"retailPrice": 0},
    ],
    ids=lambda other: "-".join(other),
)
def test_what_would_mislead_is_left_out(other: dict[str, Any]) -> None:
    wrong = {"retailPrice": 0.001, **other}
    items = [item(wrong.pop("retailPrice"), **wrong), item(Decimal("0.21"))]  # type: ignore[arg-type]
    amounts = [_exact(one) for one in items]
    assert hour_prices(amounts, "Standard_D4s_v5", "westeurope", "EUR", TODAY) == ONE
    assert hour_prices(amounts[:1], "Standard_D4s_v5", "westeurope", "EUR", TODAY) == ()


def _exact(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "retailPrice": Decimal(str(one["retailPrice"]))}


def test_low_priority_stands_apart() -> None:
    items = [_exact(item(0.21)), _exact(item(0.04, meterName="D4s v5 Low Priority", skuName="D4s v5 Low Priority"))]
    found = hour_prices(items, "Standard_D4s_v5", "westeurope", "EUR", TODAY)
    assert {(price.priority, str(price.amount)) for price in found} == {("dedicated", "0.21"), ("low", "0.04")}


def test_of_several_the_primary_and_newest_counts() -> None:
    items = [
        _exact(item(0.30, isPrimaryMeterRegion=False, effectiveStartDate="2026-01-01T00:00:00Z")),
        _exact(item(0.25)),
        _exact(item(0.21, effectiveStartDate="2025-01-01T00:00:00Z")),
    ]
    assert hour_prices(items, "Standard_D4s_v5", "westeurope", "EUR", TODAY) == ONE
    assert hour_prices(items[::-1], "Standard_D4s_v5", "westeurope", "EUR", TODAY) == ONE


async def test_a_429_is_waited_out_for_as_long_as_it_says() -> None:
    answers = [
        httpx.Response(429, headers={"Retry-After": "7"}),
        httpx.Response(429, headers={"Retry-After": "9999"}),
        httpx.Response(200, content=page(item(0.21))),
    ]
    slept: Slept = []
    assert await read(told(lambda _request: answers.pop(0)), slept=slept) == ONE
    assert slept == [7, 60]


async def test_a_429_that_stays_is_one_clear_fault() -> None:
    calls: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(str(request.url))
        return httpx.Response(429, headers={"Retry-After": "30"})

    found = await fault(told(answer))
    assert (found.kind, str(found)) == ("throttled", "prices.azure.com gets too many requests and asks to wait 30 s")
    assert len(calls) == ATTEMPTS


async def test_what_cannot_be_reached_is_one_clear_fault() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("Name or service not known", request=request)

    slept: Slept = []
    found = await fault(told(answer), slept)
    assert (found.kind, str(found)) == ("unreachable", "prices.azure.com cannot be reached: Name or service not known")
    assert slept == [1, 2, 4]


async def test_of_many_that_fail_one_fault_is_told() -> None:
    wanted = [(f"Standard_D{n}s_v5", "westeurope") for n in (2, 4, 8, 16, 32, 64)]
    with pytest.raises(AzureFault, match="answered 503"):
        await read(told(lambda _request: httpx.Response(503)), wanted)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (page(item(0.21))[:-40], "are not whole JSON"),
        (b"", "0 bytes are not whole JSON"),
        (b"[" * 100_000, "are not whole JSON"),
        (b"<html>Sign in</html>", "are not whole JSON"),
        (b"[]", "it has no list of Items"),
        (b'{"Items": {}}', "it has no list of Items"),
        (b'{"Items": [1]}', "an entry of Items is no object"),
        (page(item(0.21, retailPrice="0.21")), "has the retailPrice '0.21'"),
        (page(item(0.21, retailPrice=None)), "has the retailPrice None"),
        (page(item(-0.21)), "has the retailPrice"),
        (page(item(1e300)), "has the retailPrice"),
        (page(item(0.21)).replace(b"0.21", b"NaN"), "has the retailPrice nan"),
        (page(item(0.21, currencyCode="USD")), "is in 'USD', not in EUR"),
        (page(item(0.21), following="https://elsewhere.example/?$skip=100"), "its next page is at elsewhere.example"),
        (page(item(0.21), following="http://prices.azure.com/"), "its next page is at prices.azure.com"),
        (page(item(0.21), following="https://[::/"), "its next page has no address"),
        (page(item(0.21), following="https://prices.azure.com/again"), "has more than 50 pages"),
    ],
    ids=range(17),
)
async def test_an_odd_answer_is_one_clear_fault(content: bytes, why: str) -> None:
    found = await fault(told(lambda _request: httpx.Response(200, content=content)))
    assert found.kind == "failed"
    assert why in str(found) and "published shape" in str(found)


async def test_a_refusal_is_told_in_its_own_words(azure: Azure) -> None:
    with pytest.raises(AzureFault, match=r"answered 400: Currency code 'XXX' is not supported\."):
        await read(azure, currency="XXX")


@pytest.mark.parametrize(
    "price", [b"NaN", b"1e400", b"9" * 5000, b'"0.21"', b"null", b'{"a": 1}', b'"' + b"m" * 1_000_000 + b'"', b'"\xff"']
)
async def test_a_size_whose_price_cannot_be_read_costs_itself_and_is_named(price: bytes) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        size = "Standard_D4s_v5" if "D4s_v5" in str(request.url) else "Standard_D8s_v5"
        content = page(item(0.21, armSkuName=size))
        return httpx.Response(200, content=content if "D8" in size else content.replace(b"0.21", price))

    wanted = [("Standard_D4s_v5", "westeurope"), ("Standard_D8s_v5", "westeurope")]
    found = await read_prices(told(answer), wanted, "EUR", TODAY)
    assert [(one.size, str(one.amount)) for one in found.prices] == [("Standard_D8s_v5", "0.21")]
    assert list(found.unread) == [("Standard_D4s_v5", "westeurope")]


def test_a_zero_holds_the_place_of_a_price_and_what_has_ended_is_none() -> None:
    listed = [
        item(0.21, effectiveStartDate="2024-01-01T00:00:00Z"),
        item(0, effectiveStartDate="2025-01-01T00:00:00Z"),
        item(0.5, effectiveStartDate="2025-02-01T00:00:00Z", effectiveEndDate="2025-03-01T00:00:00Z"),
    ]
    (price,) = hour_prices(map(_exact, listed), "Standard_D4s_v5", "westeurope", "EUR", TODAY)
    assert str(price.amount) == "0.21"
