"""Makes the tables of recordings and of their viewings."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Recording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_ref', models.CharField(max_length=20, unique=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting to be put together'), ('composing', 'Being put together'), ('ready', 'Ready'), ('failed', 'Could not be put together'), ('destroyed', 'Destroyed')], default='waiting', max_length=10)),
                ('parts', models.JSONField(default=dict)),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField()),
                ('trouble', models.CharField(blank=True, default='', max_length=200)),
                ('sealed_at', models.DateTimeField()),
                ('composed_at', models.DateTimeField(blank=True, null=True)),
                ('duration_seconds', models.FloatField(default=0.0)),
                ('begins_at', models.DateTimeField(blank=True, null=True)),
                ('size_bytes', models.PositiveBigIntegerField(default=0)),
                ('destroyed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='recording_to_compose')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(('begins_at__isnull', False), ('composed_at__isnull', False), ('size_bytes__gt', 0)), _connector='OR'), name='recording_ready_is_composed'), models.CheckConstraint(condition=models.Q(models.Q(('destroyed_at__isnull', False), ('state', 'destroyed')), models.Q(models.Q(('state', 'destroyed'), _negated=True), ('destroyed_at', None)), _connector='OR'), name='recording_destroyed_says_when'), models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='recording_percent')],
            },
        ),
        migrations.CreateModel(
            name='Viewing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=20, unique=True)),
                ('opened_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('watched', models.JSONField(default=list)),
                ('served', models.JSONField(default=list)),
                ('recording', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='viewings', to='recordings.recording')),
                ('viewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='viewings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('closed_at', None)), fields=['last_at'], name='viewing_still_open'), models.Index(fields=['recording', 'opened_at'], name='viewing_of_recording')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_at__gte', models.F('opened_at'))), name='viewing_does_not_end_before_it_begins')],
            },
        ),
    ]
