"""A model field whose text is stored sealed."""

import base64
from typing import TYPE_CHECKING, Any

from django.db import models

from campaign.lib import sealing

DUMPED = "sealed:"

if TYPE_CHECKING:
    _Binary = models.BinaryField[Any, Any]
else:
    _Binary = models.BinaryField


class SealedTextField(_Binary):
    """Text that is sealed on its way into the database and opened on its way out. Can't be looked up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    @property
    def purpose(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else sealing.seal(value, purpose=self.purpose)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if not prepared:
            value = self.get_prep_value(value)
        return None if value is None else connection.Database.Binary(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else sealing.unseal(bytes(value), purpose=self.purpose)

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def value_to_string(self, obj: models.Model) -> str | None:  # type: ignore[override]  # an empty one is null
        """For dumpdata: a dump holds what the column holds, in base64."""
        value = self.value_from_object(obj)
        return None if value is None else DUMPED + base64.b64encode(self.get_prep_value(value)).decode()

    def to_python(self, value: Any) -> Any:
        """Also opens what a dump holds."""
        if isinstance(value, str) and value.startswith(DUMPED):
            try:
                return sealing.unseal(base64.b64decode(value.removeprefix(DUMPED), validate=True), purpose=self.purpose)
            except (sealing.SealBroken, ValueError):
                pass
        return value
