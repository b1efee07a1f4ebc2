"""Makes the ledger's two tables, with the database itself keeping the promise: entries are added in order and never changed.

Written as SQL because Django cannot say two things that the promise needs. On SQLite the tables are WITHOUT ROWID: a hidden rowid
would let "INSERT OR REPLACE" take the place of any entry without waking a trigger. On PostgreSQL the texts compare by bytes.
Only two changes are let through, both on keys: destroying a key, and wrapping a living key anew.

A later migration that alters these tables on SQLite makes them again and so loses the triggers: it must put them back.
"""

from django.db import migrations, models

ENTRY_STAYS = "The ledger only grows: an entry is never changed or removed."
ENTRY_FOLLOWS = "The ledger only grows: an entry must follow the last one of its stream."
KEY_LIVES = "The ledger only grows: a stream whose key is missing or destroyed takes no more entries."
KEY_STAYS = "A stream key is never changed or removed: it can only be destroyed, or wrapped anew."

SQLITE = [
    """
    CREATE TABLE ledger_entry (
        stream text NOT NULL CHECK (stream <> ''),
        seq bigint NOT NULL CHECK (seq >= 1),
        at_microseconds bigint NOT NULL,
        kind text NOT NULL,
        actor text NOT NULL,
        clause text NOT NULL,
        sealed blob NOT NULL,
        previous blob NOT NULL CHECK (length(previous) = 32),
        hash blob NOT NULL CHECK (length(hash) = 32),
        PRIMARY KEY (stream, seq)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE ledger_streamkey (
        stream text NOT NULL PRIMARY KEY,
        wrapped blob NOT NULL,
        ring_id text NOT NULL,
        created_at datetime NOT NULL,
        destroyed_at datetime NULL CHECK (destroyed_at IS NULL OR length(wrapped) = 0)
    ) WITHOUT ROWID
    """,
    f"""
    CREATE TRIGGER ledger_entry_never_updated BEFORE UPDATE ON ledger_entry
    BEGIN SELECT RAISE(ABORT, '{ENTRY_STAYS}'); END
    """,
    f"""
    CREATE TRIGGER ledger_entry_never_deleted BEFORE DELETE ON ledger_entry
    BEGIN SELECT RAISE(ABORT, '{ENTRY_STAYS}'); END
    """,
    # Refusing a number that is already taken here, before the insert, is what stops INSERT OR REPLACE.
    f"""
    CREATE TRIGGER ledger_entry_follows BEFORE INSERT ON ledger_entry
    WHEN (NEW.seq - 1, NEW.previous) IS NOT (
        SELECT max(seq), hash FROM (
            SELECT 0 AS seq, zeroblob(32) AS hash
            UNION ALL
            SELECT * FROM (SELECT seq, hash FROM ledger_entry WHERE stream = NEW.stream ORDER BY seq DESC LIMIT 1)
        )
    )
    BEGIN SELECT RAISE(ABORT, '{ENTRY_FOLLOWS}'); END
    """,
    f"""
    CREATE TRIGGER ledger_entry_needs_key BEFORE INSERT ON ledger_entry
    WHEN NOT EXISTS (SELECT 1 FROM ledger_streamkey WHERE stream = NEW.stream AND destroyed_at IS NULL)
    BEGIN SELECT RAISE(ABORT, '{KEY_LIVES}'); END
    """,
    f"""
    CREATE TRIGGER ledger_streamkey_once BEFORE INSERT ON ledger_streamkey
    WHEN EXISTS (SELECT 1 FROM ledger_streamkey WHERE stream = NEW.stream)
    BEGIN SELECT RAISE(ABORT, '{KEY_STAYS}'); END
    """,
    f"""
    CREATE TRIGGER ledger_streamkey_never_deleted BEFORE DELETE ON ledger_streamkey
    BEGIN SELECT RAISE(ABORT, '{KEY_STAYS}'); END
    """,
    f"""
    CREATE TRIGGER ledger_streamkey_stays BEFORE UPDATE ON ledger_streamkey
    WHEN NOT (
        NEW.stream IS OLD.stream AND NEW.created_at IS OLD.created_at AND OLD.destroyed_at IS NULL
        AND CASE WHEN NEW.destroyed_at IS NULL
            THEN length(NEW.wrapped) > 0 AND NEW.ring_id IS NOT OLD.ring_id
            ELSE length(NEW.wrapped) = 0 AND NEW.ring_id IS OLD.ring_id END
    )
    BEGIN SELECT RAISE(ABORT, '{KEY_STAYS}'); END
    """,
]

POSTGRESQL = [
    """
    CREATE TABLE ledger_entry (
        stream text COLLATE "C" NOT NULL CHECK (stream <> ''),
        seq bigint NOT NULL CHECK (seq >= 1),
        at_microseconds bigint NOT NULL,
        kind text COLLATE "C" NOT NULL,
        actor text COLLATE "C" NOT NULL,
        clause text COLLATE "C" NOT NULL,
        sealed bytea NOT NULL,
        previous bytea NOT NULL CHECK (length(previous) = 32),
        hash bytea NOT NULL CHECK (length(hash) = 32),
        PRIMARY KEY (stream, seq)
    )
    """,
    """
    CREATE TABLE ledger_streamkey (
        stream text COLLATE "C" NOT NULL PRIMARY KEY,
        wrapped bytea NOT NULL,
        ring_id text NOT NULL,
        created_at timestamptz NOT NULL,
        destroyed_at timestamptz NULL CHECK (destroyed_at IS NULL OR length(wrapped) = 0)
    )
    """,
    f"""
    CREATE FUNCTION ledger_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{ENTRY_STAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    # A plan made while the table was small would read it whole for every entry, until somebody analyses it: so never that way.
    f"""
    CREATE FUNCTION ledger_entry_follows() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
    BEGIN
        IF NEW.seq > 1 THEN
            PERFORM 1 FROM ledger_entry WHERE stream = NEW.stream AND seq = NEW.seq - 1 AND hash = NEW.previous;
        ELSIF NEW.previous = decode(repeat('00', 32), 'hex') THEN
            RETURN NEW;
        ELSE
            PERFORM 1 WHERE false;
        END IF;
        IF NOT FOUND THEN
            RAISE EXCEPTION '{ENTRY_FOLLOWS}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    f"""
    CREATE FUNCTION ledger_entry_needs_key() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
    DECLARE
        name text;
    BEGIN
        FOR name IN SELECT DISTINCT stream FROM added LOOP
            PERFORM 1 FROM ledger_streamkey WHERE stream = name COLLATE "C" AND destroyed_at IS NULL;
            IF NOT FOUND THEN
                RAISE EXCEPTION '{KEY_LIVES}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
        END LOOP;
        RETURN NULL;
    END $$
    """,
    f"""
    CREATE FUNCTION ledger_streamkey_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.stream = OLD.stream AND NEW.created_at = OLD.created_at AND OLD.destroyed_at IS NULL
            AND (
                (NEW.destroyed_at IS NULL AND length(NEW.wrapped) > 0 AND NEW.ring_id <> OLD.ring_id)
                OR (NEW.destroyed_at IS NOT NULL AND length(NEW.wrapped) = 0 AND NEW.ring_id = OLD.ring_id)
            )
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '{KEY_STAYS}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER ledger_entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_stays()
    """,
    """
    CREATE TRIGGER ledger_entry_follows BEFORE INSERT ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_follows()
    """,
    """
    CREATE TRIGGER ledger_entry_needs_key AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_needs_key()
    """,
    """
    CREATE TRIGGER ledger_streamkey_stays BEFORE UPDATE OR DELETE ON ledger_streamkey
    FOR EACH ROW EXECUTE FUNCTION ledger_streamkey_stays()
    """,
    """
    CREATE TRIGGER ledger_streamkey_never_truncated BEFORE TRUNCATE ON ledger_streamkey
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_streamkey_stays()
    """,
]

UNDO_POSTGRESQL = [
    "DROP TABLE ledger_entry",
    "DROP TABLE ledger_streamkey",
    "DROP FUNCTION ledger_entry_stays",
    "DROP FUNCTION ledger_entry_follows",
    "DROP FUNCTION ledger_entry_needs_key",
    "DROP FUNCTION ledger_streamkey_stays",
]


def make_tables(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)


def drop_tables(apps, schema_editor):
    for statement in UNDO_POSTGRESQL[: 2 if schema_editor.connection.vendor == "sqlite" else None]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "stream", "seq", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("seq", models.BigIntegerField()),
                        ("at_microseconds", models.BigIntegerField()),
                        ("kind", models.TextField()),
                        ("actor", models.TextField()),
                        ("clause", models.TextField()),
                        ("sealed", models.BinaryField()),
                        ("previous", models.BinaryField()),
                        ("hash", models.BinaryField()),
                    ],
                ),
                migrations.CreateModel(
                    name="StreamKey",
                    fields=[
                        ("stream", models.TextField(primary_key=True, serialize=False)),
                        ("wrapped", models.BinaryField()),
                        ("ring_id", models.TextField()),
                        ("created_at", models.DateTimeField()),
                        ("destroyed_at", models.DateTimeField(null=True)),
                    ],
                ),
            ],
            database_operations=[migrations.RunPython(make_tables, drop_tables)],
        ),
    ]
