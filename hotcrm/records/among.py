"""Is a key one of these, where these are many: one parameter instead of hundreds.

A list of 1,500 keys costs Django and the planner of PostgreSQL more than the rows they find. Handed over as one value
it is read once into a table of its own, which the rows are looked up in.
"""

import json

from django.db.models import BigAutoField, CharField, ForeignKey, Lookup, Q

LISTED = 500  # keys; up to so many stand in the statement


def one_of(field: str, keys) -> Q:
    """The condition that this key, or this text, is one of these."""
    return Q((f"{field}__in" if len(keys) <= LISTED else f"{field}__among", keys))


@BigAutoField.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        found, params = self.process_lhs(compiler, connection)
        return f"{found} IN (SELECT value FROM json_each(%s))", (*params, json.dumps(self.rhs))  # noqa: S608

    def as_postgresql(self, compiler, connection):
        found, params = self.process_lhs(compiler, connection)
        written = ",".join(map(str, self.rhs))
        return f"{found} IN (SELECT unnest(%s::bigint[]))", (*params, f"{{{written}}}")


@CharField.register_lookup
class AmongTexts(Among):
    def as_postgresql(self, compiler, connection):
        found, params = self.process_lhs(compiler, connection)
        return f"{found} IN (SELECT json_array_elements_text(%s))", (*params, json.dumps(self.rhs))
