"""Makes the tables of tasks, referrals and calls of a case."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('concerns', '0004_none_open_without_owner_and_clock'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clock_due_at', models.DateTimeField()),
                ('step', models.CharField(choices=[('deputy', 'The other lead was called'), ('trustee', 'A trustee was called')], max_length=8)),
                ('at', models.DateTimeField()),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='concerns.concern')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('concern', 'clock_due_at', 'step'), name='called_once_for_a_clock'), models.CheckConstraint(condition=models.Q(('step__in', ['deputy', 'trustee'])), name='call_step_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('agency', models.CharField(choices=[('children', 'Children’s services'), ('police', 'The police'), ('lado', 'The LADO (about an adult who works with children)'), ('prevent', 'Prevent'), ('ceop', 'CEOP'), ('charity_commission', 'The Charity Commission (serious incident)'), ('other', 'Somebody else')], max_length=20)),
                ('made_at', models.DateTimeField()),
                ('outcome_at', models.DateTimeField(blank=True, null=True)),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='referrals', to='concerns.concern')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('concern', 'number'), name='referral_number_once'), models.CheckConstraint(condition=models.Q(('agency__in', ['children', 'police', 'lado', 'prevent', 'ceop', 'charity_commission', 'other'])), name='referral_agency_is_known'), models.CheckConstraint(condition=models.Q(('outcome_at', None), ('outcome_at__gte', models.F('made_at')), _connector='OR'), name='referral_outcome_after_it')],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('due_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('assignee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='case_tasks', to=settings.AUTH_USER_MODEL)),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='concerns.concern')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['assignee', 'due_at'], name='case_task_open')],
                'constraints': [models.UniqueConstraint(fields=('concern', 'number'), name='case_task_number_once')],
            },
        ),
    ]
