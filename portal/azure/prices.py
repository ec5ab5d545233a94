"""Reads Azure's public price list of virtual machines: no token, by pages, patient with throttling.

The shape is that of the Azure Retail Prices REST API. What would mislead is left out: Windows, Spot, reservations,
cloud services, prices of another unit, and prices that do not hold yet.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import httpx

from portal.azure.cloud import Azure
from portal.azure.faults import AzureFault, innermost, retry_after_seconds

HOST = "prices.azure.com"
URL = f"https://{HOST}/api/retail/prices"
API_VERSION = "2023-01-01-preview"
SOURCE = "Azure Retail Prices API"

CONCURRENT = 4
ATTEMPTS = 4
PAGES = 50
DEAREST = 10_000
"""No machine costs more an hour; what does is a mistake."""
LONGEST_PAUSE_SECONDS = 60.0
TIMEOUT = httpx.Timeout(30.0, connect=5.0)
_LEFT_OUT = ("windows", "cloud services", "cloudservices", "dedicated host")

Item = Mapping[str, Any]
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class HourPrice:
    """What one hour of one size costs in one region, as the list states it."""

    size: str
    region: str
    priority: Literal["dedicated", "low"]
    amount: Decimal
    currency: str


class Oddity(AzureFault):
    """An answer that has not the published shape."""


@dataclass(frozen=True)
class PricesRead:
    """The prices that were read, and why those of some sizes in some regions could not be."""

    prices: tuple[HourPrice, ...]
    unread: Mapping[tuple[str, str], str]


async def read_prices(
    azure: Azure, wanted: Iterable[tuple[str, str]], currency: str, today: date, sleep: Sleep = asyncio.sleep
) -> PricesRead:
    """The prices of every wanted size and region, those that are listed.

    A size whose answer has not the published shape is named and costs itself. Raises AzureFault when the list cannot be
    reached, or when no answer of it can be read.
    """
    gate = asyncio.Semaphore(CONCURRENT)
    transport = azure.carrier.concurrent()
    async with httpx.AsyncClient(transport=transport, timeout=TIMEOUT, trust_env=False) as client:

        async def of(size: str, region: str) -> tuple[HourPrice, ...] | Oddity:
            try:
                async with gate:
                    items = await _items(client, size, region, currency, sleep)
                return hour_prices(items, size, region, currency, today)
            except Oddity as odd:
                return odd

        places = list(wanted)
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(of(size, region)) for size, region in places]
        except* AzureFault as faults:
            first = faults
            while not isinstance(first, AzureFault):
                first = first.exceptions[0]  # type: ignore[assignment]
            fault: AzureFault = first
        else:
            answers = [task.result() for task in tasks]
            unread = {place: one for place, one in zip(places, answers, strict=True) if isinstance(one, Oddity)}
            if not unread or len(unread) < len(places):
                listed = [price for one in answers if not isinstance(one, Oddity) for price in one]
                return PricesRead(tuple(listed), {place: odd.message for place, odd in unread.items()})
            fault = next(iter(unread.values()))
    raise fault


async def _items(client: httpx.AsyncClient, size: str, region: str, currency: str, sleep: Sleep) -> list[Item]:
    """Every item of one size in one region, page after page."""
    clauses = {
        "serviceName": "Virtual Machines",
        "armRegionName": region,
        "armSkuName": size,
        "priceType": "Consumption",
    }
    chosen = " and ".join(f"{name} eq '{value}'" for name, value in clauses.items())
    parameters = {"api-version": API_VERSION, "currencyCode": f"'{currency}'", "$filter": chosen}
    address = str(httpx.URL(URL, params=parameters))
    found: list[Item] = []
    for _ in range(PAGES):
        page = _page(await _answer(client, address, sleep))
        found += page["Items"]
        following = page.get("NextPageLink")
        if not following:
            return found
        address = _checked(str(following))
    raise _odd(f"{size} in {region} has more than {PAGES} pages")


def _checked(address: str) -> str:
    """The address of a next page, which has to be at the same host."""
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        raise _odd("its next page has no address") from None
    if url.scheme != "https" or url.host != HOST:
        raise _odd(f"its next page is at {url.host or 'no host'}")
    return address


async def _answer(client: httpx.AsyncClient, address: str, sleep: Sleep) -> bytes:
    """The bytes of one page, after waiting out throttling and what passes. Raises AzureFault."""
    for attempt in range(1, ATTEMPTS + 1):
        fault: AzureFault
        try:
            answer = await client.get(address, headers={"Accept": "application/json"})
        except httpx.RequestError as lost:
            fault = AzureFault("unreachable", f"{HOST} cannot be reached: {str(lost) or type(lost).__name__}")
        else:
            if answer.status_code == 200:
                return answer.content
            fault = _refusal(answer)
        if attempt == ATTEMPTS or fault.kind == "failed":
            raise fault
        pause = fault.retry_after if fault.retry_after is not None else 2.0 ** (attempt - 1)
        await sleep(min(LONGEST_PAUSE_SECONDS, pause))
    raise AssertionError("the last attempt returns or raises")


def _refusal(answer: httpx.Response) -> AzureFault:
    status = answer.status_code
    wait = retry_after_seconds(answer.headers)
    if status == 429:
        told = f" and asks to wait {wait:.0f} s" if wait is not None else ""
        return AzureFault("throttled", f"{HOST} gets too many requests{told}", status=status, retry_after=wait)
    if status == 408 or status >= 500:
        return AzureFault("unreachable", f"{HOST} answered {status}", status=status, retry_after=wait)
    try:
        _, message = innermost(json.loads(answer.content))
    except ValueError:
        message = ""
    return AzureFault("failed", f"{HOST} answered {status}: {message or 'without saying why'}", status=status)


def _page(content: bytes) -> dict[str, Any]:
    try:
        page = json.loads(content, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise _odd(f"{len(content)} bytes are not whole JSON") from None
    if not isinstance(page, dict) or not isinstance(page.get("Items"), list):
        raise _odd("it has no list of Items")
    if not all(isinstance(item, dict) for item in page["Items"]):
        raise _odd("an entry of Items is no object")
    return page


def _odd(what: str) -> Oddity:
    return Oddity("failed", f"the answer of {HOST} has not the published shape: {what}")


def hour_prices(items: Iterable[Item], size: str, region: str, currency: str, today: date) -> tuple[HourPrice, ...]:
    """The dedicated and the low priority price among the items of a size. Raises AzureFault for a strange item."""
    best: dict[Literal["dedicated", "low"], tuple[tuple[Any, ...], HourPrice]] = {}
    for item in items:
        if not _counts(item, size, region, today):
            continue
        amount = item.get("retailPrice")
        if isinstance(amount, bool) or not isinstance(amount, Decimal | int) or not 0 <= amount <= DEAREST:
            raise _odd(f"{size} in {region} has the retailPrice {amount!r:.40}")
        if item.get("currencyCode") != currency:
            raise _odd(f"{size} in {region} is in {item.get('currencyCode')!r:.20}, not in {currency}")
        if not amount:
            continue  # it holds the place of a price that is not known
        priority: Literal["dedicated", "low"] = "low" if "low priority" in _name(item) else "dedicated"
        price = HourPrice(size, region, priority, Decimal(amount), currency)
        worth = (item.get("isPrimaryMeterRegion") is True, str(item.get("effectiveStartDate") or ""), price.amount)
        if priority not in best or worth > best[priority][0]:
            best[priority] = (worth, price)
    return tuple(price for _, price in best.values())


def _counts(item: Item, size: str, region: str, today: date) -> bool:
    """Whether an item is the price of an hour of this size with Linux, held today, that is not Spot."""
    product = str(item.get("productName") or "").lower()
    return (
        item.get("type") == "Consumption"
        and item.get("unitOfMeasure") == "1 Hour"
        and str(item.get("armSkuName")).lower() == size.lower()
        and str(item.get("armRegionName")).lower() == region.lower()
        and not any(word in product for word in _LEFT_OUT)
        and "spot" not in _name(item).split()
        and str(item.get("effectiveStartDate") or "")[:10] <= today.isoformat()
        and str(item.get("effectiveEndDate") or "9999")[:10] >= today.isoformat()
    )


def _name(item: Item) -> str:
    return f"{item.get('meterName') or ''} {item.get('skuName') or ''}".lower()
