"""Many who sign up at once."""

import threading
from collections import Counter

import pytest
from django.db import connection
from django.test import Client

from campaign.people import accounts
from campaign.people.forms import SignUpForm
from campaign.people.models import Person

PASSWORD = "four words that fit"


@pytest.mark.django_db
def test_of_two_forms_that_were_both_right_one_is_too_late(rf: object) -> None:
    forms = [SignUpForm(data={"username": name, "password1": PASSWORD}) for name in ("Åsa", "åsa")]
    assert all(form.is_valid() for form in forms)
    forms[0].save(None)
    with pytest.raises(accounts.PseudonymTaken):
        forms[1].save(None)
    assert Person.objects.get().pseudonym == "Åsa"


@pytest.mark.django_db(transaction=True)
def test_two_sign_ups_with_one_pseudonym_make_one_account_and_one_sentence() -> None:
    answers: list[str] = []
    begin = threading.Barrier(6)

    def sign_up() -> None:
        client = Client()
        begin.wait()
        answer = client.post("/accounts/signup/", {"username": "Åsa", "password1": PASSWORD})
        page = answer.content.decode()
        answers.append(answer.headers.get("Location") or str("This pseudonym is taken" in page))
        connection.close()

    threads = [threading.Thread(target=sign_up) for _ in range(begin.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(answers) == {"/me/": 1, "True": 5}
    assert Person.objects.count() == 1


@pytest.mark.whole
@pytest.mark.django_db
def test_a_whole_house_behind_one_source_signs_up() -> None:
    answers = [
        Client().post("/accounts/signup/", {"username": f"guest {number}", "password1": PASSWORD}).status_code
        for number in range(300)
    ]
    assert set(answers) == {302}
    assert Person.objects.count() == 300
