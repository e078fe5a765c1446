"""A call in other languages: which there are, and each beside the original."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaign.calls import reading, translating
from campaign.calls.forms.translation import TranslationForm, question
from campaign.calls.models import Call, CallTranslation
from campaign.lib import clock, differing, languages, markdown
from campaign.web.templatetags import times
from campaign.web.viewer import Request

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def translations(request: Request, slug: str) -> HttpResponse:
    """The languages of a call; the way to one more."""
    call = get_object_or_404(Call.objects.changeable_by(request.viewer), slug=slug)
    wanted = request.GET.get("language", "")
    if translating.possible(call, wanted):
        return redirect("call_translation", slug=call.slug, language=wanted)
    there = CallTranslation.objects.changeable_by(request.viewer).filter(call=call)
    stands = translating.original(call)
    rows = [
        {"translation": one, "name": languages.name(one.language), "moved": len(translating.moved_on(one, stands))}
        for one in there
    ]
    taken = {call.language, *(one.language for one in there)}
    context = {
        "call": call,
        "original": {"language": call.language, "name": languages.name(call.language)},
        "rows": rows,
        "offered": [(code, name) for code, name in languages.by_name() if code not in taken],
    }
    return render(request, "calls/translations.html", context)


@form_page
def translation(request: Request, slug: str, language: str) -> HttpResponse:
    """A call in one language, beside the original."""
    call = _call(request, slug, language)
    stands = translating.original(call)
    there = _translation(request, call, language)
    if request.method != "POST":
        first = (translating.texts(there) if there else {}) | _seen(there, stands)
        return _page(request, call, language, there, _form(call, language, stands, initial=first))
    form = _form(call, language, stands, data=request.POST)
    deed = request.POST.get("deed", "save")
    if deed not in ("save", "show", "hide") or not form.is_valid():
        return _page(request, call, language, there, form, preview=deed == "preview")
    try:
        put = translating.put(
            call,
            language,
            form.texts(),
            seen=form.cleaned_data["seen"] or 0,
            beside=form.cleaned_data["beside"],
            caught_up=form.cleaned_data["caught_up"],
            shown=deed == "show" or (deed == "save" and there is not None and there.shown),
            now=clock.now(),
        )
    except translating.Overtaken as error:
        return _both(request, call, language, form, error.translation)
    except translating.OriginalMoved:
        return _anew(request, slug, language)
    messages.success(
        request,
        _("Saved. Everyone can read it.")
        if put.shown
        else _("Saved. Only you and the others who may change the call see it."),
    )
    return redirect("call_translations", slug=call.slug)


@form_page
def remove(request: Request, slug: str, language: str) -> HttpResponse:
    """Take a translation away, once asked whether that is meant."""
    call = _call(request, slug, language)
    there = get_object_or_404(CallTranslation.objects.changeable_by(request.viewer), call=call, language=language)
    changed = False
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            translating.remove(there, seen=int(seen) if seen.isdecimal() and len(seen) < 10 else 0)
        except translating.Overtaken as error:
            if error.translation is not None:
                there, changed = error.translation, True
        if not changed:
            messages.success(request, _("The translation is gone."))
            return redirect("call_translations", slug=call.slug)
    context = {"call": call, "translation": there, "name": languages.name(language), "changed": changed}
    return render(request, "calls/translation_remove.html", context, status=409 if changed else 200)


def _call(request: Request, slug: str, language: str) -> Call:
    calls = Call.objects.changeable_by(request.viewer).prefetch_related("key_dates")
    call = get_object_or_404(calls, slug=slug)
    if not translating.possible(call, language):
        raise Http404
    return call


def _translation(request: Request, call: Call, language: str) -> CallTranslation | None:
    return CallTranslation.objects.changeable_by(request.viewer).filter(call=call, language=language).first()


def _seen(there: CallTranslation | None, stands: translating.Texts) -> dict[str, Any]:
    return {"seen": there.revision if there else 0, "beside": translating.digest(stands)}


def _form(call: Call, language: str, stands: translating.Texts, **given: Any) -> TranslationForm:
    return TranslationForm(original=stands, language=language, dates=call.key_dates.all(), **given)


def _both(
    request: Request, call: Call, language: str, form: TranslationForm, there: CallTranslation | None
) -> HttpResponse:
    """The words of both translators; saving again replaces what stands, knowingly."""
    found = form.differences(translating.texts(there) if there else {})
    again = _again(request, there, translating.original(call))
    form = _form(call, language, translating.original(call), data=again)
    return _page(request, call, language, there, form, differences=found, gone=there is None, status=409)


def _anew(request: Request, slug: str, language: str) -> HttpResponse:
    """What was typed, beside the original as it is now."""
    call = _call(request, slug, language)
    there, stands = _translation(request, call, language), translating.original(call)
    again = request.POST.copy()
    again["beside"] = translating.digest(stands)
    form = _form(call, language, stands, data=again)
    return _page(request, call, language, there, form, original_moved=True, status=409)


def _again(request: Request, there: CallTranslation | None, stands: translating.Texts) -> QueryDict:
    again = request.POST.copy()
    for name, value in _seen(there, stands).items():
        again[name] = str(value)
    return again


def _page(
    request: Request,
    call: Call,
    language: str,
    there: CallTranslation | None,
    form: TranslationForm,
    *,
    preview: bool = False,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    stands = translating.original(call)
    moved = translating.moved_on(there, stands) if there else []
    days = {one.pk: times.plain_date(one.date) for one in call.key_dates.all()}
    context: dict[str, Any] = {
        "call": call,
        "translation": there,
        "into": language,
        "name": languages.name(language),
        "original": {"name": languages.name(call.language), "language": call.language},
        "form": form,
        "rows": form.side_by_side(stands, moved),
        "moved": moved,
        "dropped": [
            {"question": question(one.name, days), "changes": differing.stretches(one.before, "")}
            for one in moved
            if not one.now
        ],
    }
    if preview and form.is_valid():
        said = {
            name: reading.Spoken(text or stands[name], language if text else call.language)
            for name, text in form.texts().items()
        }
        read = reading.composed(call, said, language=language)
        context |= {
            "preview": read,
            "days": [day.date for day in call.days.all()],
            "text": markdown.render(str(read.text)),
            "asks": markdown.render(str(read.asks)),
        }
        context |= {
            "default_text": markdown.render(str(read.defaults["text"])),
            "default_bring": markdown.render(str(read.defaults["bring"])),
        }
    return render(request, "calls/translation.html", context | more, status=status)
