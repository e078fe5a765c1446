"""Accounts from their making to a new password, as people meet them."""

import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.urls.resolvers import URLPattern

from campaign.people import accounts, urls
from campaign.people.addresses import verified_address
from campaign.people.models import Person
from tests.campaign.people import letters

pytestmark = pytest.mark.django_db
PASSWORD = "four words that fit"
OTHER_PASSWORD = "some other words then"
Form = dict[str, str]


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
    return found[1]


@pytest.fixture
def asa() -> Person:
    return accounts.create("Åsa", PASSWORD, address="asa@example.org", verified=True)


# Without an address ---------------------------------------------------------------------------------------------------


def test_a_pseudonym_and_a_password_make_an_account(client: Client) -> None:
    assert sign_up(client) == "/me/"
    assert who(client) == "Åsa"
    assert not EmailAddress.objects.exists()
    assert not letters.waiting()
    client.post("/accounts/logout/")
    assert who(client) is None
    assert sign_in(client, "åsa") == "/me/"


def test_the_page_says_what_it_means_to_give_no_address(client: Client) -> None:
    page = client.get("/accounts/signup/").content.decode()
    assert "nobody can give you a new one" in page
    assert "Reminders stand on your page only" in page


def test_sign_up_leads_on_to_where_one_wanted_to_go(client: Client) -> None:
    form = {"username": "Åsa", "password1": PASSWORD, "next": "/groups/new/"}
    assert client.post("/accounts/signup/", form)["Location"] == "/groups/new/"
    form = {"username": "Bo", "password1": PASSWORD, "next": "https://example.com/"}
    assert Client().post("/accounts/signup/", form)["Location"] == "/me/"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"username": ""}, "This field is required"),
        ({"username": "asa@example.org"}, "This looks like an address"),
        ({"username": "a\u200bsa"}, "There is an invisible character in it"),
        ({"username": "x" * 41}, "at most 40 characters"),
        ({"username": "\ufdfa" * 3}, "At most 40 characters"),
        ({"username": "BO"}, "This pseudonym is taken"),
        ({"password1": "short"}, "This password is too short"),
        ({"password1": "password12"}, "This password is too common"),
        ({"password1": "asa-from-the-sea", "username": "asa-from-the-se"}, "too similar to the pseudonym"),
        ({"email": "no address"}, "Enter a valid email address"),
        ({"email": '"a"@example.org'}, "write to such an address"),
        ({"email": "a" * 60 + "@" + ("ä" * 60 + ".") * 3 + "org"}, "longer than mail allows"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(
    client: Client, form: Form, sentence: str
) -> None:
    accounts.create("Bo", PASSWORD)
    form = {"username": "Åsa", "password1": PASSWORD, "email": "", **form}
    answer = client.post("/accounts/signup/", form)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    if form["username"] == "Åsa":
        assert 'value="Åsa"' in page
    assert Person.objects.count() == 1


# With one -------------------------------------------------------------------------------------------------------------


def test_an_address_counts_once_its_link_was_opened_and_confirmed(client: Client) -> None:
    assert sign_up(client, address="Asa@Example.org") == "/me/"
    person = Person.objects.get()
    assert verified_address(person.pk) is None
    letter = letters.last()
    assert (letter.to, letter.subject) == ("asa@example.org", "Confirm your address")
    assert "the account Åsa" in letter.text
    scanner = Client()
    for _ in range(2):
        page = scanner.get(letter.link)
        assert page.status_code == 200
        assert verified_address(person.pk) is None, "a mail scanner confirms nothing"
    assert client.post(letter.link)["Location"] == "/accounts/"
    assert verified_address(person.pk) == "asa@example.org"
    used = client.get(letter.link)
    assert used.status_code == client.post(letter.link).status_code == 410
    assert "Your address is confirmed" in used.content.decode()


def test_a_link_opened_elsewhere_leads_to_sign_in(client: Client) -> None:
    sign_up(client, address="asa@example.org")
    elsewhere = Client()
    assert elsewhere.post(letters.last().link)["Location"] == "/accounts/login/"
    assert verified_address(Person.objects.get().pk) == "asa@example.org"


@pytest.mark.parametrize("key", ["rubbish", "MQ:1abcde:" + "x" * 43])
def test_a_link_that_is_none_says_so(client: Client, key: str) -> None:
    answer = client.get(f"/accounts/confirm-email/{key}/")
    assert answer.status_code == client.post(f"/accounts/confirm-email/{key}/").status_code == 410
    assert "This link has lapsed" in answer.content.decode()


def test_a_link_lapses_after_three_days(client: Client) -> None:
    with time_machine.travel("2026-10-01 09:00Z", tick=False):
        sign_up(client, address="asa@example.org")
        link = letters.last().link
    with time_machine.travel("2026-10-04 08:59Z", tick=False):
        assert client.get(link).status_code == 200
    with time_machine.travel("2026-10-04 09:01Z", tick=False):
        assert client.get(link).status_code == 410


def test_a_link_can_be_asked_for_again_but_not_without_end(client: Client) -> None:
    with time_machine.travel("2026-10-01 09:00Z") as time:
        sign_up(client, address="asa@example.org")
        again = {"email": "asa@example.org", "action_send": ""}
        told = client.post("/accounts/email/", again, follow=True).content.decode()
        assert "No link was sent now" in told
        sent = []
        for _ in range(4):
            time.shift(120)
            client.post("/accounts/email/", again)
            sent.append(len(letters.waiting()))
        assert sent == [2, 3, 3, 3], "three a day"


# Nobody learns who has an account -------------------------------------------------------------------------------------


def without_chance(page: bytes) -> str:
    """A page without its CSRF token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.decode())


def test_sign_up_answers_the_same_for_a_known_address_and_an_unknown_one(asa: Person) -> None:
    known, unknown = Client(), Client()
    assert sign_up(known, "Bo", "asa@example.org") == sign_up(unknown, "Cy", "cy@example.org") == "/me/"
    pages = [without_chance(client.get("/accounts/email/").content) for client in (known, unknown)]
    assert pages[0].replace("asa@example.org", "cy@example.org").replace("Bo", "Cy") == pages[1]
    to_known, to_unknown = letters.waiting()
    assert [to_known.to, to_unknown.to] == ["asa@example.org", "cy@example.org"]
    taken = known.get(to_known.link).content.decode()
    assert "Another account has this address" in taken, "only the owner of the mailbox sees this"
    known.post(to_known.link)
    assert verified_address(Person.objects.get(pseudonym="Bo").pk) is None
    assert verified_address(asa.pk) == "asa@example.org"


def test_a_new_password_is_answered_the_same_for_a_known_address_and_an_unknown_one(asa: Person) -> None:
    answers = []
    for address in ("asa@example.org", "nobody@example.org"):
        client = Client()
        answer = client.post("/accounts/password/reset/", {"email": address}, follow=True)
        answers.append((answer.redirect_chain, without_chance(answer.content)))
    assert answers[0] == answers[1]
    assert [letter.subject for letter in letters.waiting()] == ["A new password", "No account with this address"]


def test_another_address_is_asked_for_the_same_whether_it_is_known(client: Client, asa: Person) -> None:
    accounts.create("Bo", PASSWORD, address="bo@example.org", verified=True)
    sign_in(client)
    pages = []
    for address in ("bo@example.org", "nobody@example.org"):
        form = {"email": address, "password": PASSWORD, "action_add": ""}
        answer = client.post("/accounts/email/", form, follow=True)
        pages.append(without_chance(answer.content).replace(address, "…"))
    assert pages[0] == pages[1]


def test_sign_in_says_the_same_for_a_wrong_pseudonym_and_a_wrong_password(asa: Person) -> None:
    pages = [sign_in(Client(), "Åsa", "wrong words entirely"), sign_in(Client(), "Osa", PASSWORD)]
    texts = [without_chance(page.encode()).replace("Osa", "Åsa") for page in pages]
    assert texts[0] == texts[1]
    assert "No account has this pseudonym and this password" in texts[0]


# A new password -------------------------------------------------------------------------------------------------------


def test_a_link_gives_a_new_password_once(client: Client, asa: Person) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    client.post("/accounts/password/reset/", {"email": "ASA@example.org"})
    link = letters.last().link
    page = client.get(link)
    assert page.status_code == 302, "the key leaves the address line"
    form = {"password1": OTHER_PASSWORD}
    assert "too short" in client.post(page["Location"], {"password1": "short"}).content.decode()
    done = client.post(page["Location"], form, follow=True)
    assert "Your password is changed" in done.content.decode()
    assert who(elsewhere) is None, "whoever was signed in no longer is"
    assert "No account" in sign_in(Client())
    assert sign_in(Client(), password=OTHER_PASSWORD) == "/me/"
    assert client.get(link).status_code == Client().get(link).status_code == 410
    told = letters.last()
    assert (told.to, told.subject) == ("asa@example.org", "Your password was changed")


@pytest.mark.parametrize("link", ["1-rubbish", "zzzzzz-d4h2k1-abc", "1-set-password"])
def test_a_link_for_a_password_that_is_none_says_so(client: Client, asa: Person, link: str) -> None:
    answer = client.get(f"/accounts/password/reset/key/{link}/")
    assert answer.status_code == client.post(f"/accounts/password/reset/key/{link}/").status_code == 410
    assert "This link has lapsed" in answer.content.decode()


def test_a_link_for_a_password_lapses_after_four_hours(client: Client, asa: Person) -> None:
    with time_machine.travel("2026-10-01 09:00Z", tick=False):
        client.post("/accounts/password/reset/", {"email": "asa@example.org"})
        link = letters.last().link
    with time_machine.travel("2026-10-01 13:01Z", tick=False):
        assert client.get(link).status_code == 410


def test_three_letters_a_day_go_to_an_address_known_or_not(asa: Person) -> None:
    for address in ("asa@example.org", "nobody@example.org"):
        form = {"email": address}
        answers = [Client().post("/accounts/password/reset/", form).status_code for _ in range(5)]
        assert answers == [302, 302, 302, 429, 429]
    assert len(letters.waiting()) == 6


def test_many_accounts_with_a_strangers_address_bring_one_letter(client: Client) -> None:
    for number in range(5):
        accounts.create(f"bo {number}", PASSWORD, address="asa@example.org")
    client.post("/accounts/password/reset/", {"email": "asa@example.org"})
    [letter] = letters.waiting()
    assert "the account bo 0" in letter.text


def test_a_password_is_changed_by_who_knows_it(client: Client, asa: Person) -> None:
    elsewhere = Client()
    sign_in(client)
    sign_in(elsewhere)
    wrong = {"oldpassword": "wrong words entirely", "password1": OTHER_PASSWORD}
    page = client.post("/accounts/password/change/", wrong).content.decode()
    assert "This is not your present password" in page
    answer = client.post("/accounts/password/change/", {**wrong, "oldpassword": PASSWORD}, follow=True)
    assert "Your password is changed" in answer.content.decode()
    assert (who(client), who(elsewhere)) == ("Åsa", None)
    assert letters.last().subject == "Your password was changed"


def test_nothing_is_told_to_an_address_that_nobody_confirmed(client: Client) -> None:
    sign_up(client, address="stranger@example.org")
    before = len(letters.waiting())
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": OTHER_PASSWORD})
    assert Person.objects.get().check_password(OTHER_PASSWORD)
    assert len(letters.waiting()) == before


# The address ----------------------------------------------------------------------------------------------------------


def test_another_address_takes_the_old_ones_place_once_confirmed(client: Client, asa: Person) -> None:
    sign_in(client)
    form = {"email": "new@example.org", "password": PASSWORD, "action_add": ""}
    page = client.post("/accounts/email/", form, follow=True).content.decode()
    assert "We write to asa@example.org" in page
    assert "mailbox of new@example.org" in page
    assert verified_address(asa.pk) == "asa@example.org"
    client.post(letters.last().link)
    assert verified_address(asa.pk) == "new@example.org"
    assert EmailAddress.objects.count() == 1
    told = letters.last()
    assert (told.to, told.subject) == ("asa@example.org", "Another address for your account")
    assert "new@example.org" not in told.text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"password": "wrong words entirely"}, "This is not your password"),
        ({"password": ""}, "This field is required"),
        ({"email": "ASA@example.org"}, "This address stands in your account already"),
        ({"email": "no address"}, "Enter a valid email address"),
    ],
)
def test_another_address_needs_the_password(client: Client, asa: Person, form: Form, sentence: str) -> None:
    sign_in(client)
    form = {"email": "new@example.org", "password": PASSWORD, "action_add": "", **form}
    page = client.post("/accounts/email/", form).content.decode()
    assert sentence in page
    assert EmailAddress.objects.count() == 1
    assert not letters.waiting()


def test_an_address_can_be_removed_and_its_owner_hears_of_it(client: Client, asa: Person) -> None:
    sign_in(client)
    page = client.post("/accounts/email/", {"email": "asa@example.org", "action_remove": ""}, follow=True)
    assert "Your address is removed" in page.content.decode()
    assert not EmailAddress.objects.exists()
    assert (letters.last().to, letters.last().subject) == ("asa@example.org", "Your address was removed")


def test_an_address_of_somebody_else_is_not_removed(client: Client, asa: Person) -> None:
    accounts.create("Bo", PASSWORD)
    sign_in(client, "Bo")
    for deed in ("action_remove", "action_send", "action_primary"):
        client.post("/accounts/email/", {"email": "asa@example.org", deed: ""})
    assert verified_address(asa.pk) == "asa@example.org"
    assert not letters.waiting()


def test_an_address_that_waits_can_be_taken_back(client: Client, asa: Person) -> None:
    sign_in(client)
    client.post("/accounts/email/", {"email": "new@example.org", "password": PASSWORD, "action_add": ""})
    link = letters.last().link
    client.post("/accounts/email/", {"email": "new@example.org", "action_remove": ""})
    assert verified_address(asa.pk) == "asa@example.org"
    assert client.get(link).status_code == 410
    assert len(letters.waiting()) == 1, "nothing more goes to an address that nobody confirmed"


# Signing in and out ---------------------------------------------------------------------------------------------------


def test_guessing_is_slowed_down_for_one_source_only(asa: Person) -> None:
    for _ in range(5):
        assert "No account" in sign_in(Client(), password="wrong words entirely")
    assert "Too many attempts" in sign_in(Client())
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert sign_in(elsewhere) == "/me/", "nobody is locked out by a stranger"


def test_a_closed_account_cannot_be_used(client: Client, asa: Person) -> None:
    Person.objects.update(is_active=False)
    assert sign_in(client) == "/accounts/inactive/"
    assert "This account is closed" in client.get("/accounts/inactive/").content.decode()
    assert who(client) is None


def test_signed_in_until_the_browser_closes_or_for_thirty_days(asa: Person) -> None:
    short, long = Client(), Client()
    sign_in(short)
    sign_in(long, remember="on")
    assert short.cookies["sessionid"]["max-age"] == ""
    assert long.cookies["sessionid"]["max-age"] == 30 * 24 * 3600


def test_sign_out_asks_first_and_leaves_no_cookie(client: Client, asa: Person) -> None:
    sign_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert who(client) == "Åsa"
    answer = client.post("/accounts/logout/")
    assert answer["Location"] == "/"
    assert answer.cookies["sessionid"].value == ""
    assert client.get("/accounts/logout/").status_code == 302


def test_a_visitor_gets_no_cookie_but_where_a_form_is(client: Client) -> None:
    for path in ("/accounts/password/reset/done/", "/accounts/inactive/", "/accounts/confirm-email/rubbish/"):
        assert not client.get(path).cookies
    assert set(client.get("/accounts/login/").cookies) == {"csrftoken"}


def test_language_and_clock_are_kept_and_nothing_else_is_touched(client: Client, asa: Person) -> None:
    sign_in(client)
    answer = client.post("/accounts/", {"zone": "Europe/Berlin", "network_role": "coordinator"})
    assert answer.status_code == 302
    asa.refresh_from_db()
    assert (asa.zone, asa.language, asa.network_role) == ("Europe/Berlin", "en", "none")
    assert client.post("/accounts/", {"zone": "Europe/Nowhere"}).status_code == 200
    asa.refresh_from_db()
    assert asa.zone == "Europe/Berlin"


# All pages ------------------------------------------------------------------------------------------------------------

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
    from django.template.loader import get_template

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
