"""Work without a page: scores, files."""

import csv
import io
import re
from random import Random
from statistics import mean, median

from django.core.management import call_command
from django.db.models import Max, Min

from hotcrm.demo.companies import Companies
from hotcrm.demo.cultures import CULTURES
from leads.models import Lead, ScoreChange, ScoringWeights

from .clock import Clock, rate

# Takes from the lines that nearly every lead has and gives to those that few have: nearly every score changes.
OTHER_WEIGHTS = {"basic_info": 1, "email_clicks": 24}
IMPORTED = 10_000


def rescore() -> dict[str, str]:
    """None changes; then nearly all; then one lead alone."""
    none = _rescored()
    before = ScoringWeights.in_force()
    ScoringWeights.objects.create(**{**before.by_code(), **OTHER_WEIGHTS})
    some = _rescored()
    ScoringWeights.objects.create(**before.by_code())
    _rescored()
    return {"rescore, none changes": none, "rescore, nearly all change": some, "rescore of one lead": _one()}


def _rescored() -> str:
    leads, changes = Lead.objects.count(), ScoreChange.objects.count()
    with Clock() as spent:
        call_command("rescore", stdout=io.StringIO())
    moved = ScoreChange.objects.count() - changes
    return f"{rate(leads, spent, 'leads')}; {moved:,} of {leads:,} changed"


def _one() -> str:
    ends = Lead.objects.aggregate(first=Min("pk"), last=Max("pk"))
    seconds, cpu = [], []
    for pk in Random(1).sample(range(ends["first"], ends["last"]), 200):
        Lead.objects.filter(pk=pk).update(score=0)  # so that there is something to write
        with Clock() as spent:
            Lead.objects.rescore([pk])
        seconds.append(spent.seconds)
        cpu.append(spent.cpu)
    return f"{1000 * median(seconds):.1f} ms, {1000 * mean(cpu):.1f} ms of CPU; 200 leads, each written"


def export(folder) -> dict[str, str]:
    path = folder / "export.csv"
    with Clock() as spent:
        call_command("export_leads", str(path), stdout=io.StringIO())
    rows, size = Lead.objects.kept().count(), path.stat().st_size / 1e6
    path.unlink()
    return {"export, CSV": f"{rate(rows, spent, 'rows')}; {rows:,} rows, {size:.0f} MB"}


def import_(folder) -> dict[str, str]:
    path = folder / "import.csv"
    _write_csv(path)
    said = io.StringIO()
    with Clock() as spent:
        call_command("import_leads", str(path), stdout=said)
    return {"import, CSV": f"{rate(IMPORTED, spent, 'rows')}; {said.getvalue().strip().splitlines()[-1]}"}


def _write_csv(path):
    companies = Companies(Random(5), CULTURES)
    header = (
        "First Name,Last Name,Company,Title,Email,Phone,Industry,Employees,Annual Revenue,City,Country,Lead Source"
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        for number in range(IMPORTED):
            company = companies.invent()
            given, family = company.culture.given_names[number % 6][0], company.culture.family_names[number % 8][0]
            phone = re.sub("#", str(number % 10), company.culture.phone)
            writer.writerow(
                [given, family, company.name, "Head of IT", f"imported{number}@{company.domain}", phone,
                 company.industry, company.employees, company.revenue, company.place[0], company.culture.country,
                 "Trade Show"]
            )  # fmt: skip
