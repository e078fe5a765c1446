"""The code that somebody shows at the door: digits, and the same for a camera, on pages and in letters."""

from itertools import groupby

import segno
from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from actions.planning.models import Registration
from actions.planning.taking_part import registrations
from campaign.lib import codes, qr

register = template.Library()
BORDER = 2  # cells of white around it
CELL = 8  # pixels
TABLE = (
    '<table class="cells" role="img" aria-label="{}" width="{}" cellspacing="0" cellpadding="0" border="0">{}</table>'
)
TD = '<td colspan="{}" height="{}" bgcolor="{}"></td>'


@register.filter
def door_code(registration: Registration) -> str:
    """“204 117”."""
    return codes.spaced(registrations.code(registration))


@register.filter
def door_qr(registration: Registration) -> SafeString:
    """The six digits as a drawing, for a page."""
    return qr.draw(registrations.code(registration), label=gettext("QR code of your six digits"))


@register.filter
def qr_table(code: str) -> SafeString:
    """The same as a table, for letters: mail programs show no drawings, and ask before they show pictures.

    The first row is white, a cell at a time, so that it says how wide a cell is.
    """
    drawn = segno.make(code.replace("\u00a0", ""), error="m", micro=False)
    rows = [list(row) for row in drawn.matrix_iter(border=BORDER)]
    ruler = [(False, 1)] * len(rows[0])
    runs = [[(bool(dark), len(list(cells))) for dark, cells in groupby(row)] for row in rows[1:]]
    label = gettext("QR code of your six digits")
    return format_html(
        TABLE,
        label,
        len(ruler) * CELL,
        format_html_join("", "<tr>{}</tr>", ((format_html_join("", TD, map(_cell, row)),) for row in [ruler, *runs])),
    )


def _cell(run: tuple[bool, int]) -> tuple[int, int, str]:
    dark, cells = run
    return cells, CELL, "#000000" if dark else "#ffffff"
