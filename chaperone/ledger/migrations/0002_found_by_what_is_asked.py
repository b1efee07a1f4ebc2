"""An index of the few entries that say since when something has been asked of people; as SQL, so that the triggers stay."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_entries_and_keys")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX ledger_entry_asked ON ledger_entry (kind, clause, at_microseconds)"
            " WHERE kind IN ('requirement.in_force', 'requirement.of_teachers')",
            "DROP INDEX ledger_entry_asked",
        ),
    ]
