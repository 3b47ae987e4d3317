"""The text index over the words of leads: tokens as they are, no stemming, no stop words, no positions.

PostgreSQL: a GIN index on an expression. SQLite: an FTS5 table beside the words, which triggers keep in line; its
`ascii` tokenizer takes every letter beyond ASCII as it is, so that a word of ours is always one token of its.
"""

POSTGRESQL = [
    "CREATE INDEX leads_words ON leads_leadsearch "
    "USING gin (array_to_tsvector(string_to_array(btrim(words), ' '))) WITH (fastupdate = on)",
    "ALTER TABLE leads_leadsearch ALTER COLUMN words SET STATISTICS 0",
    "ALTER INDEX leads_words ALTER COLUMN 1 SET STATISTICS 1000",
]
SQLITE = [
    "CREATE VIRTUAL TABLE leads_words USING fts5(words, content='leads_leadsearch', content_rowid='lead_id', "
    "tokenize=\"ascii tokenchars '@._+-'\", detail=none, columnsize=0)",
    "CREATE TRIGGER leads_words_insert AFTER INSERT ON leads_leadsearch BEGIN {add}; END",
    "CREATE TRIGGER leads_words_delete AFTER DELETE ON leads_leadsearch BEGIN {remove}; END",
    "CREATE TRIGGER leads_words_update AFTER UPDATE ON leads_leadsearch "
    "WHEN old.words <> new.words OR old.lead_id <> new.lead_id BEGIN {remove}; {add}; END",
    "INSERT INTO leads_words (leads_words) VALUES ('rebuild')",
]
ADD = "INSERT INTO leads_words (rowid, words) VALUES (new.lead_id, new.words)"
REMOVE = "INSERT INTO leads_words (leads_words, rowid, words) VALUES ('delete', old.lead_id, old.words)"


def create(connection):
    statements = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(add=ADD, remove=REMOVE))


def drop(connection):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP INDEX IF EXISTS leads_words")
            return
        for trigger in ("insert", "delete", "update"):
            cursor.execute(f"DROP TRIGGER IF EXISTS leads_words_{trigger}")
        cursor.execute("DROP TABLE IF EXISTS leads_words")
