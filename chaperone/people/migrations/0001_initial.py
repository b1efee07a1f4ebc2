"""Makes the tables of this folder."""

import chaperone.people.models
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('password', models.CharField(default=chaperone.people.models.unusable_password, editable=False, max_length=128)),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('full_name', models.CharField(max_length=120)),
                ('first_name', models.CharField(max_length=60)),
                ('is_active', models.BooleanField(default=True)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'people',
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='person_email_is_lower_case'), models.CheckConstraint(condition=models.Q(('password__startswith', '!')), name='person_has_no_password'), models.CheckConstraint(condition=models.Q(models.Q(('full_name', ''), _negated=True), models.Q(('first_name', ''), _negated=True)), name='person_has_a_name'), models.CheckConstraint(condition=models.Q(models.Q(('is_active', True), ('left_at__isnull', True)), ('is_active', False), _connector='OR'), name='person_who_left_is_not_active')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('official_email', models.EmailField(max_length=254)),
                ('phone', models.CharField(max_length=40)),
                ('website', models.URLField(blank=True, default='')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='organisation_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='School',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('urn', models.PositiveIntegerField(blank=True, null=True, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('town', models.CharField(blank=True, default='', max_length=100)),
                ('postcode', models.CharField(blank=True, default='', max_length=10)),
                ('status', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=10)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('email_domain', models.CharField(blank=True, default='', max_length=120)),
                ('dsl_name', models.CharField(blank=True, default='', max_length=120)),
                ('dsl_route', models.CharField(blank=True, default='', max_length=300)),
                ('timezone', models.CharField(default='Europe/London', max_length=60)),
                ('sort_name', models.CharField(default='', editable=False, max_length=200)),
                ('search_text', models.CharField(default='', editable=False, max_length=600)),
            ],
            options={
                'indexes': [models.Index(fields=['-status', 'sort_name', 'id'], name='school_in_list_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='school_has_a_name'), models.CheckConstraint(condition=models.Q(('status__in', ['open', 'closed'])), name='school_status_is_known'), models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('status', 'closed'), _connector='OR'), name='school_open_has_no_closing_day'), models.CheckConstraint(condition=models.Q(('email_domain', django.db.models.functions.text.Lower('email_domain'))), name='school_domain_is_lower_case'), models.CheckConstraint(condition=models.Q(models.Q(('dsl_name', ''), ('dsl_route', '')), models.Q(models.Q(('dsl_name', ''), _negated=True), models.Q(('dsl_route', ''), _negated=True)), _connector='OR'), name='school_dsl_has_name_and_route')],
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.CharField(max_length=60)),
                ('version', models.CharField(max_length=20)),
                ('text_hash', models.CharField(max_length=64)),
                ('name_typed', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('how_identified', models.CharField(max_length=60)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'document', 'version', 'text_hash'), name='agreed_once_to_a_text'), models.CheckConstraint(condition=models.Q(models.Q(('version', ''), _negated=True), models.Q(('text_hash', ''), _negated=True), models.Q(('name_typed', ''), _negated=True), models.Q(('how_identified', ''), _negated=True)), name='agreement_says_what_who_and_how')],
            },
        ),
        migrations.CreateModel(
            name='RoleHeld',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('safeguarding_lead', 'safeguarding lead'), ('deputy_lead', 'deputy lead'), ('online_presence_lead', 'online-presence lead'), ('supervisor', 'supervisor'), ('facilitator', 'facilitator'), ('speaker', 'speaker'), ('trustee', 'trustee'), ('administrator', 'administrator'), ('teacher', 'teacher')], max_length=30)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles_held', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'roles held',
                'indexes': [models.Index(fields=['role', 'until_on'], name='role_held_by_role')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('person', 'role'), name='role_held_once_at_a_time'), models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gte', models.F('from_on')), _connector='OR'), name='role_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('role__in', ['safeguarding_lead', 'deputy_lead', 'online_presence_lead', 'supervisor', 'facilitator', 'speaker', 'trustee', 'administrator', 'teacher'])), name='role_is_known')],
            },
        ),
        migrations.CreateModel(
            name='SchoolWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.BinaryField(max_length=60)),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='words', to='people.school')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('word', 'school'), name='school_word_once')],
            },
        ),
        migrations.CreateModel(
            name='SignInLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('session_ref', models.CharField(blank=True, default='', max_length=20)),
                ('issued_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_in_links', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('issued_at'))), name='sign_in_link_expires_after_issue'), models.UniqueConstraint(condition=models.Q(('replaced_at__isnull', True)), fields=('person', 'session_ref'), name='sign_in_link_one_live_for_each_purpose')],
            },
        ),
        migrations.CreateModel(
            name='Teacher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verified_how', models.CharField(blank=True, choices=[('link_opened', 'Opened a link sent to their address at the school'), ('school_confirmed', "The school's office confirmed it on its published number")], default='', max_length=20)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('added_at', models.DateTimeField()),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teaching', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teachers', to='people.school')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_at__isnull', True)), fields=('person',), name='teacher_of_one_school_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('verified_at__isnull', True), ('verified_how', '')), models.Q(models.Q(('verified_how', ''), _negated=True), ('verified_at__isnull', False)), _connector='OR'), name='teacher_verified_says_how_and_when'), models.CheckConstraint(condition=models.Q(('left_at__isnull', True), ('left_at__gte', models.F('added_at')), _connector='OR'), name='teacher_leaves_after_joining')],
            },
        ),
    ]
