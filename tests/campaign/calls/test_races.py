"""What happens when two change one call at once, on real connections."""

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread
from time import sleep

import pytest
from django.db import connection, transaction
from django.db.models import F

from campaign.calls import editing, translating
from campaign.calls.models import Call, CallTranslation
from campaign.calls.words import OtherDate
from campaign.lib import clock
from tests import make

pytestmark = [pytest.mark.whole, pytest.mark.django_db(transaction=True)]


def both_begun(call: Call, *deeds: Callable[[], object]) -> list[object]:
    """What each deed gave or raised. The call's row is held until each has begun and waits for it."""
    begun, results = Barrier(len(deeds) + 1), [None] * len(deeds)  # type: Barrier, list[object]

    def run(place: int) -> None:
        begun.wait()
        try:
            results[place] = deeds[place]()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,)) for place in range(len(deeds))]
    with transaction.atomic():
        Call.objects.filter(pk=call.pk).update(revision=F("revision"))  # the lock: theirs comes after ours
        for thread in threads:
            thread.start()
        begun.wait()
        sleep(0.2)
        assert results == [None] * len(deeds), "nobody is through before the row is free"
    for thread in threads:
        thread.join()
    return results


def correcting(call: Call, **words: object) -> Callable[[], Call]:
    wording = replace(editing.wording(call), **words)  # type: ignore[arg-type]
    return lambda: editing.correct(call, wording, seen=call.revision, now=clock.now())


def translated(call: Call, title: str) -> Callable[[], CallTranslation]:
    said, stands = {"title": title, "summary": "S", "text": "T"}, translating.original(call)
    said |= {name: title for name in stands if name.startswith("date-")}
    beside = translating.digest(stands)
    return lambda: translating.put(call, "pl", said, seen=0, beside=beside, caught_up=True, shown=True, now=clock.now())


def names(results: list[object]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_of_two_who_correct_a_call_at_once_one_is_told_what_stands() -> None:
    call = make.call()
    results = both_begun(call, correcting(call, title="First"), correcting(call, title="Second"))
    (error,) = [result for result in results if isinstance(result, editing.Overtaken)]
    assert names(results) == ["Call", "Overtaken"]
    assert error.call.title == Call.objects.get().title != "Days of action"


def test_of_two_who_begin_one_translation_at_once_one_is_told_what_stands() -> None:
    call = make.call()
    results = both_begun(call, translated(call, "Pierwsza"), translated(call, "Druga"))
    (error,) = [result for result in results if isinstance(result, translating.Overtaken)]
    assert names(results) == ["CallTranslation", "Overtaken"]
    assert error.translation is not None
    assert error.translation.title == CallTranslation.objects.get().title


def test_a_translation_saved_while_its_original_is_corrected_never_counts_as_made_from_what_it_was_not() -> None:
    for number in range(3):
        later = OtherDate(make.NOW.date(), "The camp closes")
        call = make.call(f"Call {number}", key_dates=(later,))
        results = both_begun(call, translated(call, "Dni"), correcting(call, title="Corrected", key_dates=()))
        stands = translating.original(Call.objects.get(pk=call.pk))
        assert stands["title"] == "Corrected"
        made = CallTranslation.objects.filter(call=call).first()
        if made is None:
            assert names(results) == ["Call", "OriginalMoved"]
        else:
            assert "title" in {one.name for one in translating.moved_on(made, stands)}


def test_a_call_that_is_corrected_while_it_is_published_is_published_as_it_was_read_or_not_at_all() -> None:
    call = make.call(state="draft")
    publish = lambda: editing.publish(call, seen=call.revision, now=clock.now())  # noqa: E731 - a deed for a thread
    results = both_begun(call, publish, correcting(call, title="Corrected"))
    now = Call.objects.get()
    assert names(results) == ["Call", "Overtaken"]
    assert (now.state, now.title) in {("published", "Days of action"), ("draft", "Corrected")}
