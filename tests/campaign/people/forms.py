"""What the tests of account pages share: a browser that fills in their forms."""

import re

from django.test import Client

PASSWORD = "four words that fit"
OTHER_PASSWORD = "some other words then"


def sign_up(client: Client, pseudonym: str = "Åsa", address: str = "", password: str = PASSWORD) -> str:
    """Where the form leads to, or the page's text when it says what is wrong."""
    form = {"username": pseudonym, "password1": password, "email": address}
    answer = client.post("/accounts/signup/", form)
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


def sign_in(client: Client, pseudonym: str = "Åsa", password: str = PASSWORD, **more: str) -> str:
    answer = client.post("/accounts/login/", {"login": pseudonym, "password": password, **more})
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


def who(client: Client) -> str | None:
    """The pseudonym that is signed in."""
    answer = client.get("/accounts/")
    if answer.status_code == 302:
        return None
    found = re.search(r"<dd>([^<]*)</dd>", answer.content.decode())
    assert found
    return found[1].strip()


def without_chance(page: bytes) -> str:
    """A page without its CSRF token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.decode())
