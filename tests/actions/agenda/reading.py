"""How a public page is read, and what its tests speak of."""

from datetime import date

from django.test import Client

DAYS = (date(2026, 10, 9), date(2026, 10, 10), date(2026, 10, 11))
SECRET = "under the clock, behind the third pillar"


def read(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()
