"""Lets the database refuse an open concern without an owner or a running clock, and one closed before its answer."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("concerns", "0003_give_older_concerns_an_owner")]

    operations = [
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at', None), ('acknowledged_by', None), ('status', 'waiting')), models.Q(models.Q(('status', 'waiting'), _negated=True), ('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False)), _connector='OR'), name='concern_taken_on_says_who_and_when'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['room', 'chat', 'notes', 'staff', 'public'])), name='concern_source_is_known'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['waiting', 'acknowledged', 'acting', 'review', 'closed'])), name='concern_status_is_known'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'closed'), models.Q(('owner__isnull', False), ('unowned_since', None)), models.Q(('owner', None), ('unowned_since__isnull', False)), _connector='OR'), name='concern_open_has_an_owner'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('clock_due_at', None), ('status', 'closed')), models.Q(models.Q(('status', 'closed'), _negated=True), ('clock_due_at__isnull', False)), _connector='OR'), name='concern_open_has_a_running_clock'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('closed_at__isnull', False), ('status', 'closed')), models.Q(models.Q(('status', 'closed'), _negated=True), ('closed_at', None)), _connector='OR'), name='concern_closed_after_its_answer'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['waiting', 'acknowledged']), models.Q(models.Q(('kind', ''), _negated=True), models.Q(('risk', ''), _negated=True)), _connector='OR'), name='concern_acted_on_after_triage'),
        ),
    ]
