from functools import reduce
from operator import or_

from django.db import connection, models
from django.db.models import Count, ExpressionWrapper, F, Func, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL

from leads.search import Term, mark_of, query_of, shown_of, words_of

from .masking import hidden_by, hidden_in_pools, hides_nothing_q, pools_by_fields

# The newest leads show how common words are. Words that enough of them have together fill a page at once when a list
# walks its own order and looks at each row; an index would first gather half the table. Rare words are asked of the
# index, and what is common beside them of the rows it gives. See docs/decisions.
SAMPLE = 2_000
COMMON = 5  # that many of the sample have all the words: walk
OFTEN = 40  # that many of the sample have a word: it is no word for the index

# The text index of either database; the expression is written as the index is (leads.search_index).
MATCHING = {
    "postgresql": "array_to_tsvector(string_to_array(btrim(words), ' ')) @@ %s::tsquery",
    "sqlite": "lead_id IN (SELECT rowid FROM leads_words WHERE leads_words MATCH %s)",
}


class LeadSearch(models.Model):
    """The words a lead is found by, in a row of their own so that score updates do not touch a text index."""

    lead = models.OneToOneField("leads.Lead", models.CASCADE, primary_key=True, related_name="search")
    words = models.TextField()
    shown = models.TextField(null=True)  # those of what its pool does not hide, with the mark of that

    def __str__(self):
        return str(self.lead_id)


class SearchQuerySet(models.QuerySet):
    def search(self, text: str):
        """Those that have every word of `text`, the last as the beginning of a word. Nothing typed: all of them.

        One small query at once, which tells how to ask.
        """
        query = query_of(text)
        if not query:
            return self.none() if text.strip() else self
        return self._matching(query).found_by_what_is_shown(query)

    def _matching(self, query):
        together, *each = _how_common(query)
        if together >= COMMON:
            return self.alias(holds_words=_holds(_words_q(query))).filter(holds_words=True)
        rare = [term for term, count in zip(query, each, strict=True) if count < OFTEN]
        rare = rare or [query[each.index(min(each))]]
        return self.filter(_is_among(_found(rare, beside=[term for term in query if term not in rare])))

    def found_by_what_is_shown(self, query):
        """Without those found by words that are hidden from who reads. Asked of the row: there is no second index.

        What was written down when the pool hid other fields bears another mark, and is found by nothing until it is
        written anew.
        """
        rows, found = self, hides_nothing_q(self.hidden)
        for number, (names, pools) in enumerate(pools_by_fields(self.hidden).items()):
            shows = f"shows_words_{number}"
            rows = rows.alias(**{shows: _holds(_words_q([(mark_of(names),), *query], "shown"))})
            found |= Q(("pool_id__in", pools), (shows, True))
        return rows.filter(found) if self.hidden else rows

    def reindex(self, leads):
        """Write down the words these leads are found by. One statement; a query before it for pools not at hand."""
        hidden = hidden_in_pools(leads)
        LeadSearch.objects.using(self.db).bulk_create(
            [
                LeadSearch(lead_id=lead.pk, words=words_of(lead), shown=shown_of(lead, hidden.get(lead.pool_id)))
                for lead in leads
            ],
            update_conflicts=True,
            unique_fields=["lead"],
            update_fields=["words", "shown"],
        )

    def reindex_hidden(self, leads, pool):
        """Write down anew what leads of a pool are found by, where the pool hid something else before."""
        if not pool.hidden_fields:
            return
        mark = f" {mark_of(hidden_by(pool.hidden_fields))} "
        fine = LeadSearch.objects.filter(pk__in=[lead.pk for lead in leads], shown__contains=mark)
        known = set(fine.values_list("pk", flat=True))
        if late := [lead for lead in leads if lead.pk not in known]:
            self.reindex(late)


def _how_common(query: list[Term]) -> list[int]:
    """How many of the newest leads have all the words, and how many each."""
    newest = LeadSearch.objects.order_by("-pk").values("pk")[:SAMPLE]
    asked = [_words_q(query), *(_words_q([term]) for term in query)]
    counts = {f"n{number}": Count("pk", filter=q) for number, q in enumerate(asked)}
    return list(LeadSearch.objects.filter(pk__in=newest).aggregate(**counts).values())


def _holds(words: Q) -> Subquery:
    """That a lead's own row holds all the words, asked of one row at a time: a join would read them all first."""
    row = LeadSearch.objects.filter(lead=OuterRef("pk"))
    return Subquery(row.values(holds=ExpressionWrapper(words, output_field=models.BooleanField())))


def _found(rare: list[Term], *, beside: list[Term]):
    """The keys the text index gives for rare words, where the rows hold the others too."""
    vendor = connection.vendor
    matches = RawSQL(MATCHING[vendor], [_in_words_of[vendor](rare)], output_field=models.BooleanField())  # noqa: S611
    return LeadSearch.objects.filter(matches, _words_q(beside)).values("pk")


class _Keys(Subquery):
    template = "(ARRAY(%(subquery)s))"


def _is_among(found):
    """That a lead's key is one of these.

    PostgreSQL takes the beginning of a word for much commoner than it is and would look at every row of a list in its
    order (5.6 s at a million leads): so it gathers the keys first, and then sees how few they are (0.1 s).
    """
    if connection.vendor != "postgresql":
        return Q(pk__in=found)
    return Func(
        F("pk"), _Keys(found), template="%(expressions)s", arg_joiner=" = ANY ", output_field=models.BooleanField()
    )


def _words_q(query: list[Term], text="words") -> Q:
    found = f"{text}__contains"
    return Q(*(reduce(or_, (Q((found, f" {word} ".removesuffix("* "))) for word in term)) for term in query))


def _tsquery(query: list[Term]) -> str:
    return " & ".join(f"({' | '.join(map(_lexeme, term))})" for term in query)


def _lexeme(word):
    return f"'{word[:-1]}':*" if word.endswith("*") else f"'{word}'"


def _fts5(query: list[Term]) -> str:
    return " AND ".join(f"({' OR '.join(map(_string, term))})" for term in query)


def _string(word):
    return f'"{word[:-1]}"*' if word.endswith("*") else f'"{word}"'


_in_words_of = {"postgresql": _tsquery, "sqlite": _fts5}
