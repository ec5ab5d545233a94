"""The public price list, by the shape its documentation states: items by pages, filtered by equality, without a token.

Windows, Spot, low priority and reservations stand beside the plain price of each size, as they do in the true list.
"""

import re
import uuid
from collections.abc import Iterator
from functools import cache
from urllib.parse import quote, urlencode

from portal.emulator.routes import Route
from portal.emulator.scene import Scene
from portal.emulator.seed.document import load_prices
from portal.emulator.wire import AzureRefusal, Json, WireAnswer, bad_request

HOST = "prices.azure.com"
PATH = "/api/retail/prices"

_CLAUSE = re.compile(r"\s*(\w+)\s+eq\s+'([^']*)'\s*")
_RATES = {"EUR": 1.0, "USD": 1.1, "GBP": 0.86, "CHF": 0.95}
_FIELDS = {
    "serviceName": "serviceName", "serviceFamily": "serviceFamily", "armRegionName": "armRegionName",
    "armSkuName": "armSkuName", "priceType": "type", "productName": "productName", "meterName": "meterName",
    "skuName": "skuName",
}  # fmt: skip
_SINCE = "2026-01-01T00:00:00Z"


def list_prices(scene: Scene) -> WireAnswer:
    """GET of the price list: the items that every clause of `$filter` fits, in the currency that is asked for."""
    if scene.request.host != HOST:
        raise AzureRefusal(404, "InvalidResourceType", "No registered resource provider found for the price list.")
    query = {name.lower(): value for name, value in scene.request.query.items()}
    currency = query.get("currencycode", "'USD'").strip("'")
    if currency not in _RATES:
        raise bad_request(f"Currency code '{currency}' is not supported.")
    clauses = _clauses(query.get("$filter", ""))
    found = [item for item in _items(currency) if all(item[name] == value for name, value in clauses)]
    skip = int(query["$skip"]) if query.get("$skip", "").isdigit() else 0
    size = int(scene.tuning.page_size)
    page = found[skip : skip + size]
    body: Json = {
        "BillingCurrency": currency, "CustomerEntityId": "Default", "CustomerEntityType": "Retail", "Items": page,
        "NextPageLink": _next(scene, skip + size) if skip + size < len(found) else None, "Count": len(page),
    }  # fmt: skip
    return WireAnswer(200, body)


def _next(scene: Scene, skip: int) -> str:
    kept = [(name, value) for name, value in scene.request.query.items() if name.lower() != "$skip"]
    return f"https://{HOST}:443{PATH}?{urlencode([*kept, ('$skip', str(skip))], safe='$', quote_via=quote)}"


def _clauses(text: str) -> list[tuple[str, str]]:
    """Fields and values of a filter of equalities joined by `and`. Refuses any other."""
    clauses = []
    for part in text.split(" and ") if text.strip() else []:
        clause = _CLAUSE.fullmatch(part)
        if clause is None or clause[1] not in _FIELDS:
            raise bad_request(f"Invalid OData parameters supplied: {part.strip()[:80]}")
        clauses.append((_FIELDS[clause[1]], clause[2]))
    return clauses


@cache
def _items(currency: str) -> tuple[Json, ...]:
    """Every item of the list in one currency."""
    return tuple(item for row in load_prices().rows("prices") for item in _variants(row, currency))


def _variants(row: Json, currency: str) -> Iterator[Json]:
    """The plain price of a size in a region, and what stands beside it."""
    meter = str(row["size"]).removeprefix("Standard_").replace("_", " ")
    plain, low, rate = float(row["dedicated"]), row["low"], _RATES[currency]
    yield _item(row, currency, meter, row["product"], plain * rate)
    yield _item(row, currency, meter, f"{row['product']} Windows", plain * rate * 1.45)
    yield _item(row, currency, f"{meter} Spot", row["product"], plain * rate * 0.3)
    if low is not None:
        yield _item(row, currency, f"{meter} Low Priority", row["product"], float(low) * rate)
        yield _item(row, currency, f"{meter} Low Priority", f"{row['product']} Windows", float(low) * rate * 1.45)
    reserved = _item(row, currency, meter, row["product"], plain * rate * 8760 * 0.6)
    yield reserved | {"type": "Reservation", "reservationTerm": "1 Year"}


def _item(row: Json, currency: str, meter: str, product: str, price: float) -> Json:
    region = str(row["region"])
    key = f"{row['size']}/{region}/{meter}/{product}"
    return {
        "currencyCode": currency,
        "tierMinimumUnits": 0.0,
        "retailPrice": round(price, 6),
        "unitPrice": round(price, 6),
        "armRegionName": region,
        "location": {"westeurope": "EU West", "northeurope": "EU North"}.get(region, region),
        "effectiveStartDate": _SINCE,
        "meterId": str(uuid.uuid5(uuid.NAMESPACE_OID, key)),
        "meterName": meter,
        "productName": product,
        "skuName": meter,
        "serviceName": "Virtual Machines",
        "serviceFamily": "Compute",
        "unitOfMeasure": "1 Hour",
        "type": "Consumption",
        "isPrimaryMeterRegion": True,
        "armSkuName": row["size"],
    }


ROUTES = (Route("GET", PATH, list_prices),)
