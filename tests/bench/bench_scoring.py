"""How fast leads are scored and found, in the database DATABASE_URL names (fill it with `demo --leads N` before).

    python -m tests.bench.bench_scoring [leads to rescore]

Nothing stays changed: the trial weights are taken back by scoring under those in force.
"""

import os
import statistics
import sys
import time

MOST = 100_000
WORDS = ("gmail.com", "director", "inc", "公司", "公海", "zhang", "sales ma", "0123", "zzzzz")


def main(most=MOST):
    from leads.models import Lead, ScoringWeights

    most = min(most, Lead.objects.count())
    trial = ScoringWeights(basic_info=25, contact_details=0)  # moves nearly every score
    rescore_all("every score moves", most, trial)
    rescore_all("no score moves", most, trial)
    rescore_all("back again", most, ScoringWeights.in_force())
    one = Lead.objects.order_by("-pk").first()
    figure("one lead", *timed(lambda: Lead.objects.rescore([one.pk])))
    for text in WORDS:
        figure(f"first page for {text!r}", *timed(lambda text=text: first_page(Lead, text)))


def rescore_all(label, most, weights):
    from leads.models import Lead
    from leads.models.rescoring import CHUNK

    began, moved, cursor, done = time.perf_counter(), 0, 0, 0
    while done < most:
        pks = list(Lead.objects.filter(pk__gt=cursor).order_by("pk").values_list("pk", flat=True)[:CHUNK])
        moved += Lead.objects.rescore(range(cursor + 1, pks[-1] + 1), weights=weights)
        cursor, done = pks[-1], done + len(pks)
    seconds = time.perf_counter() - began
    say(f"rescore, {label:20} {done:9,} leads {moved:9,} moved {seconds:7.1f} s {done / seconds:10,.0f} a second")


def first_page(model, text):
    newest = model.objects.kept().search(text).order_by("-created_at", "-pk")
    return len(newest.values_list("pk", flat=True)[:51])


def timed(do, times=7):
    took, answer = [], None
    for _ in range(times):
        began = time.perf_counter()
        answer = do()
        took.append(1000 * (time.perf_counter() - began))
    return answer, statistics.median(took)


def figure(label, answer, milliseconds):
    say(f"{label:36} {milliseconds:8.1f} ms  ({answer})")


def say(line):
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotcrm.settings")
    import django

    django.setup()
    main(*map(int, sys.argv[1:]))
