"""Adds to whom a letter is copied, and which letter another is the copy of (S9)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='copied_to',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='letter',
            name='copy_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='outbox.letter'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('copy_of__isnull', True), models.Q(('copied_to', []), _negated=True), _connector='OR'), name='letter_copy_has_a_recipient'),
        ),
    ]
