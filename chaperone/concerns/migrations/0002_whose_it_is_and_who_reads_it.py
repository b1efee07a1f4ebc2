"""Says of each concern whose it is, which clock runs, who else reads it and whom it is kept from."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('concerns', '0001_initial'),
        ('people', '0005_a_second_person_for_an_address'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptFrom',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('about_them', 'It is about them'), ('answers_to', 'They answer to whom it is about')], max_length=12)),
                ('since', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'kept from',
            },
        ),
        migrations.CreateModel(
            name='Reader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='concern',
            name='concern_taken_on_says_who_and_when',
        ),
        migrations.RemoveConstraint(
            model_name='concern',
            name='concern_source_is_known',
        ),
        migrations.AddField(
            model_name='concern',
            name='answered_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='concern',
            name='clock_due_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='concern',
            name='closed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='concern',
            name='kind',
            field=models.CharField(blank=True, choices=[('abuse', 'Abuse'), ('neglect', 'Neglect'), ('sexual_image', 'A sexual image'), ('grooming', 'Grooming or exploitation'), ('self_harm', 'Self-harm or suicide'), ('bullying', 'Bullying'), ('hate', 'Hate'), ('radicalisation', 'Extremism'), ('contact', 'A young person approached one of us'), ('adult', 'Harm by an adult of ours'), ('low_level', 'Low-level concern about an adult'), ('other', 'Something else')], default='', max_length=16),
        ),
        migrations.AddField(
            model_name='concern',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='concerns_owned', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='concern',
            name='risk',
            field=models.CharField(blank=True, choices=[('now', 'Immediate danger'), ('high', 'High'), ('medium', 'Medium'), ('low', 'Low')], default='', max_length=8),
        ),
        migrations.AddField(
            model_name='concern',
            name='unowned_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='concern',
            name='source',
            field=models.CharField(choices=[('room', '“I’m worried” in the room'), ('chat', 'Room chat'), ('notes', 'Session notes'), ('staff', 'A colleague’s report'), ('public', 'The public report page')], max_length=10),
        ),
        migrations.AlterField(
            model_name='concern',
            name='status',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('acknowledged', 'Taken on'), ('acting', 'Being acted on'), ('review', 'To be looked at again'), ('closed', 'Closed')], default='waiting', max_length=12),
        ),
        migrations.AddIndex(
            model_name='concern',
            index=models.Index(condition=models.Q(('status', 'closed'), _negated=True), fields=['clock_due_at'], name='concern_clock_runs'),
        ),
        migrations.AddField(
            model_name='keptfrom',
            name='concern',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='kept_from', to='concerns.concern'),
        ),
        migrations.AddField(
            model_name='keptfrom',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kept_from_concerns', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reader',
            name='concern',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='concerns.concern'),
        ),
        migrations.AddField(
            model_name='reader',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerns_read', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='keptfrom',
            constraint=models.UniqueConstraint(fields=('concern', 'person'), name='kept_from_once'),
        ),
        migrations.AddConstraint(
            model_name='keptfrom',
            constraint=models.CheckConstraint(condition=models.Q(('why__in', ['about_them', 'answers_to'])), name='kept_from_says_why'),
        ),
        migrations.AddConstraint(
            model_name='reader',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('concern', 'person'), name='reader_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='reader',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='reader_ends_after_beginning'),
        ),
    ]
