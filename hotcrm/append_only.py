"""A table whose rows are written once: the database itself refuses to change or delete them."""

POSTGRESQL = """
CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF TG_OP = 'DELETE' THEN IF {unless} THEN RETURN OLD; END IF; END IF;
RAISE EXCEPTION '{table} is append-only';
END $$;
DROP TRIGGER IF EXISTS {table}_append_only ON {table};
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_append_only();
"""
SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{action} BEFORE {action} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only') WHERE NOT ({unless}); END;
"""
NEVER = {"postgresql": "false", "sqlite": "0"}


def protect(connection, table, *, unless=NEVER):
    """Make a table append-only. May be called again.

    `unless` says, for each kind of database, which rows (`OLD`) may be deleted after all; none is ever changed.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL.format(table=table, unless=unless["postgresql"]))
        else:
            for action, but in (("UPDATE", NEVER["sqlite"]), ("DELETE", unless["sqlite"])):
                cursor.execute(SQLITE.format(table=table, action=action, unless=but))


def release(connection, table):
    """Take the protection away: for tests, which empty their tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
        else:
            for action in ("UPDATE", "DELETE"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{action}")
