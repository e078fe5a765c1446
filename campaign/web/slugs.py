"""Rows that are reached under a name of their own."""

from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

from campaign.lib import slugs

Row = TypeVar("Row", bound=models.Model)


def save_under(row: Row, name: str, *, otherwise: str) -> Row:
    """Save a new row under the first free slug made of `name`, or of `otherwise` where the name gives none.

    Inside a transaction. Two that want the same slug at once get two: the later one takes the next.
    """
    field: Any = row._meta.get_field("slug")
    length: int = field.max_length
    base = slugs.slug(name, length=length) or otherwise
    rows: models.QuerySet[Any] = type(row)._default_manager.all()
    taken = set(rows.filter(slug__startswith=base[: length - 6]).values_list("slug", flat=True))
    for candidate in slugs.numbered(base, length=length):
        if candidate in taken:
            continue
        field_holder: Any = row
        field_holder.slug = candidate
        try:
            with transaction.atomic():  # a savepoint, around an expected IntegrityError
                row.save(force_insert=True)
        except IntegrityError:
            if not rows.filter(slug=candidate).exists():
                raise
        else:
            return row
    raise AssertionError("numbers never end")
