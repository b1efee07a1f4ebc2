"""Makes the tables of this folder."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.JSONField()),
                ('subject', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('html', models.TextField(blank=True, default='')),
                ('kind', models.CharField(blank=True, default='', max_length=40)),
                ('about', models.CharField(blank=True, default='', max_length=80)),
                ('message_id', models.CharField(max_length=160, unique=True)),
                ('created_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('useless_after', models.DateTimeField(blank=True, null=True)),
                ('next_try_at', models.DateTimeField()),
                ('claim', models.CharField(blank=True, default='', max_length=32)),
                ('claimed_until', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, default='', max_length=200)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('gave_up_at', models.DateTimeField(blank=True, null=True)),
                ('content_forgotten_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('cancelled_at__isnull', True), ('gave_up_at__isnull', True), ('sent_at__isnull', True)), fields=['next_try_at'], name='letter_waiting'), models.Index(fields=['about', 'kind'], name='letter_by_subject_matter')],
                'constraints': [models.CheckConstraint(condition=models.Q(('to', []), _negated=True), name='letter_has_a_recipient'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', True), ('sent_at__isnull', True)), models.Q(('gave_up_at__isnull', True), ('sent_at__isnull', True)), models.Q(('cancelled_at__isnull', True), ('gave_up_at__isnull', True)), _connector='OR'), name='letter_has_one_ending'), models.CheckConstraint(condition=models.Q(('next_try_at__gte', models.F('due_at'))), name='letter_not_tried_before_due')],
            },
        ),
        migrations.CreateModel(
            name='Enclosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('filename', models.CharField(max_length=120)),
                ('mime', models.CharField(max_length=120)),
                ('content', models.BinaryField()),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enclosures', to='outbox.letter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('letter', 'position'), name='enclosure_in_order')],
            },
        ),
    ]
