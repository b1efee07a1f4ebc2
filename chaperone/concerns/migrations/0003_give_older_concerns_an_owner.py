"""Gives concerns from before an owner and a clock: who took one on owns it; the others wait for the next sweep, a minute later."""

from django.db import migrations
from django.db.models import F


def give_owners(apps, schema_editor):
    """Whatever was raised stays open, as it stood."""
    concerns = apps.get_model("concerns", "Concern").objects
    concerns.filter(acknowledged_by__isnull=False).update(owner=F("acknowledged_by"), clock_due_at=F("due_at"))
    concerns.filter(acknowledged_by=None).update(unowned_since=F("raised_at"), clock_due_at=F("due_at"))


class Migration(migrations.Migration):

    dependencies = [("concerns", "0002_whose_it_is_and_who_reads_it")]

    operations = [migrations.RunPython(give_owners, migrations.RunPython.noop)]
