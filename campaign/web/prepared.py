"""Statements that the ORM compiles once, for the few places that thousands of people reach within minutes.

Django compiles every query anew, which takes ten times as long as the database does (docs/performance.md). Scopes and
models stay the truth: what is kept is the SQL that the ORM itself made of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import (
    BooleanField,
    CharField,
    ForeignKey,
    Model,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    QuerySet,
)
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
PLAIN = frozenset((str, int, bool))
TAKEN_AS_IS = frozenset((CharField, BooleanField, ForeignKey, PositiveIntegerField, PositiveSmallIntegerField))
MARK = "\x01 here stands what is asked for"


@dataclass(frozen=True, slots=True)
class _Compiled:
    model: Any
    sql: str
    parameters: tuple[Any, ...]
    names: list[str]  # of the model's own columns, which come first
    converters: list[tuple[int, list[Callable[..., Any]], Any]]
    populators: list[Any]


class Question(Generic[M]):
    """One row by one text: `ask(text)` answers as `of(text).first()` would, select_related included."""

    def __init__(self, of: Callable[[str], QuerySet[M]]) -> None:
        self._of = of
        self._compiled: dict[str, _Compiled] = {}  # by the kind of database

    def ask(self, text: str) -> M | None:
        at = connections[DEFAULT_DB_ALIAS]
        compiled = self._compiled.get(at.vendor) or self._compile()
        with at.cursor() as cursor:
            cursor.execute(compiled.sql, [text if value == MARK else value for value in compiled.parameters])
            found = cursor.fetchone()
        if found is None:
            return None
        row = list(found)
        for place, convert, expression in compiled.converters:
            for one in convert:
                row[place] = one(row[place], expression, at)
        made: M = compiled.model.from_db(DEFAULT_DB_ALIAS, compiled.names, row[: len(compiled.names)])
        for populator in compiled.populators:
            populator.populate(row, made)
        return made

    def _compile(self) -> _Compiled:
        asked = self._of(MARK)[:1]
        compiler = asked.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        assert list(parameters).count(MARK) == 1  # noqa: S101 - one text is asked for, once
        first, last = compiler.klass_info["select_fields"][0], compiler.klass_info["select_fields"][-1] + 1
        compiled = _Compiled(
            model=asked.model,
            sql=sql,
            parameters=tuple(parameters),
            names=[column[0].target.attname for column in compiler.select[first:last]],
            converters=[
                (place, convert, expression)
                for place, (convert, expression) in compiler.get_converters(
                    [column[0] for column in compiler.select]
                ).items()
            ],
            populators=get_related_populators(compiler.klass_info, compiler.select, connection.alias),  # type: ignore[call-arg]  # the stubs are of Django 6
        )
        self._compiled[connection.vendor] = compiled
        return compiled


def insert(row: Model, *, unless: str = "") -> bool:
    """Insert an unsaved row and give it its key, as `save()` does; False where `unless` (ON CONFLICT …) kept it out."""
    statement, fields = _insertion(type(row), unless)
    to = connections[DEFAULT_DB_ALIAS]  # itself: asking the stand-in for each field takes longer than the insert
    with to.cursor() as cursor:
        cursor.execute(statement, [_stored(getattr(row, name), field, to) for name, field in fields])
        found = cursor.fetchone()
    if found is None:
        return False
    row.pk = found[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return True


def _stored(value: Any, field: Any, to: Any) -> Any:
    """As `field` prepares it; what every database takes as it is isn't led through Django's six layers first."""
    if value is None or (type(value) in PLAIN and type(field) in TAKEN_AS_IS):
        return value
    return field.get_db_prep_save(value, to)


@cache
def _insertion(model: type[Model], unless: str) -> tuple[str, list[tuple[str, Any]]]:
    meta, quote = model._meta, connection.ops.quote_name
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table, key = quote(meta.db_table), quote(str(meta.pk.column))
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places}) {unless} RETURNING {key}"  # noqa: S608 - ours
    return statement, [(field.attname, field) for field in fields]
