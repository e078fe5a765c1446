"""All pages of accounts: whose they are, what they hold, who may see them."""

import re

import pytest
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from django.urls.resolvers import URLPattern

from campaign.people import urls
from campaign.people.models import Person
from tests.campaign.people.forms import sign_in

pytestmark = pytest.mark.django_db

ARGUMENTS: dict[str, list[str]] = {
    "account_confirm_email": ["rubbish"],
    "account_reset_password_from_key": ["1", "rubbish"],
}
CLOSED = {"account", "account_email", "account_change_password"}
NAMES = [str(pattern.name) for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_open_or_asks_for_sign_in(client: Client, name: str) -> None:
    path = reverse(name, args=ARGUMENTS.get(name))
    answer = client.get(path)
    if name in CLOSED:
        assert answer["Location"] == f"/accounts/login/?next={path}"
    elif name == "account_logout":
        assert answer["Location"] == "/"
    else:
        assert answer.status_code in (200, 410)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("signed_in", [False, True])
def test_a_page_is_the_houses_and_keeps_its_policy(client: Client, asa: Person, name: str, signed_in: bool) -> None:
    if signed_in:
        sign_in(client)
    answer = client.get(reverse(name, args=ARGUMENTS.get(name)))
    if answer.status_code == 302:
        return
    page = answer.content.decode()
    assert '<header class="masthead">' in page
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", page)
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert page.count('class="now"') <= 1, "one red button a page"


@pytest.mark.parametrize(
    "path",
    ["login/code/", "login/code/confirm/", "reauthenticate/", "password/set/", "phone/verify/", "confirm-email/"],
)
def test_what_makes_no_sense_here_does_not_exist(client: Client, asa: Person, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 404
    sign_in(client)
    assert client.get(f"/accounts/{path}").status_code == 404


def test_every_template_of_allauths_that_can_be_reached_is_ours() -> None:
    views = [pattern.callback for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]
    names = {view.view_class.template_name for view in views if hasattr(view, "view_class")}
    assert len(names) >= 8
    for name in names:
        assert "site-packages" not in str(get_template(name).template.origin.name)


def test_pages_answer_in_html_only(client: Client, asa: Person) -> None:
    answer = client.post(
        "/accounts/login/", {"login": "Åsa", "password": "wrong"}, headers={"x-requested-with": "XMLHttpRequest"}
    )
    assert answer["Content-Type"].startswith("text/html")
