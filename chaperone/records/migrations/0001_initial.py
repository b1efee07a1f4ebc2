"""Makes the table of dossiers."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Dossier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_ref', models.CharField(max_length=20, unique=True)),
                ('sealed_at', models.DateTimeField(blank=True, null=True)),
                ('destroy_on', models.DateField()),
                ('destroy_at', models.DateTimeField()),
                ('room_seq', models.PositiveBigIntegerField(default=0)),
                ('room_hash', models.CharField(blank=True, default='', max_length=64)),
                ('destroyed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('destroyed_at', None)), fields=['destroy_at'], name='dossier_to_destroy')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('room_hash', ''), ('room_seq', 0), ('sealed_at', None)), ('sealed_at__isnull', False), _connector='OR'), name='dossier_sealed_says_over_what'), models.CheckConstraint(condition=models.Q(('destroyed_at', None), ('destroyed_at__gte', models.F('destroy_at')), _connector='OR'), name='dossier_not_destroyed_before_its_time')],
            },
        ),
    ]
