"""What people see when something is wrong."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import override_settings
from django.urls import path
from django.views.defaults import bad_request, server_error
from pytest_django import DjangoAssertNumQueries

from campaign.urls import urlpatterns as those_of_the_site


@login_not_required
def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("as bugs do")


urlpatterns = [*those_of_the_site, path("breaks/", breaks)]


@pytest.mark.django_db
def test_what_is_not_here_says_so_in_the_look_of_the_house() -> None:
    page = Client().get("/nowhere/")
    assert page.status_code == 404
    assert "This page is not here" in page.content.decode()
    assert 'class="masthead"' in page.content.decode()
    assert not page.cookies


@override_settings(ROOT_URLCONF="tests.campaign.web.test_error_pages")
def test_a_bug_shows_a_page_that_needs_neither_database_nor_context() -> None:
    """There is no database fixture here: a query would fail."""
    client = Client(raise_request_exception=False)
    page = client.get("/breaks/")
    assert page.status_code == 500
    assert "Something broke here" in page.content.decode()
    assert "as bugs do" not in page.content.decode()


def test_the_pages_for_a_bug_and_for_nonsense_ask_no_question() -> None:
    request = RequestFactory().get("/")
    for view, status in ((server_error, 500), (bad_request, 400)):
        page = view(request) if view is server_error else view(request, Exception())
        assert page.status_code == status
        assert b"css/parts/page.css" in page.content


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused_with_an_explanation(client: Client) -> None:
    page = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "kim", "password": "x"})
    assert page.status_code == 403
    assert "The form was not sent" in page.content.decode()


@pytest.mark.django_db
def test_what_is_not_open_says_so() -> None:
    request = RequestFactory().get("/")
    assert "This is not open to you" in render_to_string("403.html", {}, request)


@pytest.mark.django_db
def test_a_page_reads_the_network_once(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        page = client.get("/privacy/")
    assert page.status_code == 200
    assert "What is not stored cannot be searched" in page.content.decode()
