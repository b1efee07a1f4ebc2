"""Makes the table of concerns."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Concern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=10, unique=True)),
                ('source', models.CharField(choices=[('room', '“I’m worried” in the room'), ('chat', 'Room chat'), ('notes', 'Session notes')], max_length=10)),
                ('session_ref', models.CharField(blank=True, default='', max_length=20)),
                ('seat_ref', models.CharField(blank=True, default='', max_length=20)),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('acknowledged', 'Taken on')], default='waiting', max_length=12)),
                ('raised_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='concerns_acknowledged', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='people.school')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'waiting')), fields=['due_at'], name='concern_waiting'), models.Index(fields=['-raised_at', '-id'], name='concern_newest_first'), models.Index(fields=['session_ref'], name='concern_of_session')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at', None), ('acknowledged_by', None), ('status', 'waiting')), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False), ('status', 'acknowledged')), _connector='OR'), name='concern_taken_on_says_who_and_when'), models.CheckConstraint(condition=models.Q(('source__in', ['room', 'chat', 'notes'])), name='concern_source_is_known'), models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('raised_at'))), name='concern_due_after_raised')],
            },
        ),
    ]
