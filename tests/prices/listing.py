"""Items of the price list by its published shape, and carriers that answer as they are told."""

import json
from collections.abc import Callable
from typing import Any

import httpx

from portal.azure.cloud import Azure
from portal.emulator.credentials import EmulatedCredential

Handler = Callable[[httpx.Request], httpx.Response]


def item(price: float, **other: Any) -> dict[str, Any]:
    """The plain price of a D4s_v5 in West Europe, or what differs from it."""
    plain = {
        "currencyCode": "EUR",
        "tierMinimumUnits": 0.0,
        "retailPrice": price,
        "unitPrice": price,
        "armRegionName": "westeurope",
        "location": "EU West",
        "effectiveStartDate": "2024-05-01T00:00:00Z",
        "meterId": "f0c87c6a-2f0d-5f5a-8c1e-9b7d2a8c1e11",
        "meterName": "D4s v5",
        "productId": "DZH318Z08NRP",
        "skuId": "DZH318Z08NRP/002T",
        "productName": "Virtual Machines Dsv5 Series",
        "skuName": "D4s v5",
        "serviceName": "Virtual Machines",
        "serviceId": "DZH313Z7MMC8",
        "serviceFamily": "Compute",
        "unitOfMeasure": "1 Hour",
        "type": "Consumption",
        "isPrimaryMeterRegion": True,
        "armSkuName": "Standard_D4s_v5",
    }
    return {**plain, **other}


def page(*items: dict[str, Any], following: str | None = None) -> bytes:
    """One page of the list."""
    body = {
        "BillingCurrency": "EUR",
        "CustomerEntityId": "Default",
        "CustomerEntityType": "Retail",
        "Items": list(items),
        "NextPageLink": following,
        "Count": len(items),
    }
    return json.dumps(body).encode()


class Told:
    """A carrier whose answers a test writes."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    def blocking(self) -> httpx.BaseTransport:
        """Not what the reader uses."""
        return httpx.MockTransport(self._handler)

    def concurrent(self) -> httpx.AsyncBaseTransport:
        """What the reader uses."""
        return httpx.MockTransport(self._handler)


def told(handler: Handler) -> Azure:
    """An Azure that answers as it is told."""
    return Azure(Told(handler), EmulatedCredential())
