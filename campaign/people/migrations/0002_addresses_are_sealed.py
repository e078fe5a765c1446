"""The database itself refuses an address in plain text in allauth's column."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = """
CREATE TRIGGER account_emailaddress_is_sealed_{0} BEFORE {0} ON account_emailaddress
WHEN instr(NEW.email, '@') > 0
BEGIN SELECT RAISE(ABORT, 'account_emailaddress.email holds sealed addresses only'); END
"""
POSTGRESQL = """
ALTER TABLE account_emailaddress ADD CONSTRAINT account_emailaddress_is_sealed CHECK (position('@' in email) = 0)
"""


def refuse_plain_addresses(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for event in ("INSERT", "UPDATE"):
            schema_editor.execute(SQLITE.format(event))
    else:
        schema_editor.execute(POSTGRESQL)


def allow_them(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for event in ("INSERT", "UPDATE"):
            schema_editor.execute(f"DROP TRIGGER account_emailaddress_is_sealed_{event}")
    else:
        schema_editor.execute("ALTER TABLE account_emailaddress DROP CONSTRAINT account_emailaddress_is_sealed")


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(refuse_plain_addresses, allow_them)]
