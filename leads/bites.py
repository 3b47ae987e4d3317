"""How many leads a sweep takes at a time, and how long it rests after each bite."""

from django.db import connection

# SQLite has one writer at a time: small bites, and room for others after each.
CHUNK, PAUSE = (100, 0.05) if connection.vendor == "sqlite" else (500, 0)
