import csv
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from campaigns.models import Campaign
from hotcrm.pages.importing.running import carry_on
from hotcrm.pages.importing.starting import begin
from hotcrm.pages.models import ImportRun, RejectedRow
from hotcrm.records.models import Event, Notice, Policy, RequiredFields
from hotcrm.sales.models import Account, PartnershipAgreement, Product, SalesDirection
from leads.models import Lead, Status
from leads.models.conversion import Conversion
from pools.models import Pool
from tests.factories import PoolFactory, UserFactory, make_lead
from tests.shared import SHARED, needs_shared

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def import_csv(tmp_path):
    """Import this text by the command; returns its summary."""

    def run(text, **options):
        path = tmp_path / "leads.csv"
        path.write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("import_leads", path, stdout=out, stderr=StringIO(), **options)
        return out.getvalue().strip()

    return run


def run_of(tmp_path, text, *, by=None, **options):
    """A run that is about to begin."""
    run = begin(Lead, ContentFile(text.encode(), name="leads.csv"), by=by)
    run.start(mapping=run.mapping, options={"mode": "create", **options})
    return run


def many(count):
    return "Last Name,Company\n" + "".join(f"Person {n},Company {n}\n" for n in range(count))


def test_every_field_arrives_as_a_value_of_its_kind(import_csv):
    summary = import_csv(
        "First Name,Last Name,Company,Email,Phone,Industry,Annual Revenue,No. of Employees,Lead Source,Rating,"
        "Email Opt Out,Tags,Next Follow-up,TIN,Record ID\n"
        'Ann,Lee,Lee Foods,ANN@Lee.example,+49 30 1234567,Banking,$1.5M,200-500,Trade Show,Hot,yes,"a; b",'
        "2030-01-31,123456789,X1\n"
    )
    lead = Lead.objects.get()
    assert summary == "1 created, 0 updated, 0 rejected."
    assert {name: getattr(lead, name) for name in ("first_name", "last_name", "company", "email", "phone_e164")} == {
        "first_name": "Ann",
        "last_name": "Lee",
        "company": "Lee Foods",
        "email": "ann@lee.example",
        "phone_e164": "+49301234567",
    }
    assert (lead.industry_id, lead.lead_source_id, lead.rating) == ("finance", "trade_show", 4)
    assert (lead.annual_revenue, lead.employees, lead.tin) == (Decimal("1500000.00"), 200, "123456789")
    assert (lead.email_opt_out, lead.tags, lead.external_id) == (True, ["a", "b"], "X1")
    assert lead.next_follow_up_on == date(2030, 1, 31)


def test_a_lead_from_a_file_waits_in_the_default_pool_and_has_a_history(import_csv):
    import_csv("Name,Company\nAnn Lee,Lee Foods\n")
    lead = Lead.objects.get()
    assert (lead.owner, lead.pool, lead.status, lead.lead_source_id) == (None, Pool.default(), Status.NEW, "import")
    assert [event.verb for event in Event.objects.about(lead)] == ["create"]


def test_a_whole_name_is_split_and_a_chinese_one_surname_first(import_csv):
    import_csv("姓名,公司名称\n欧阳娜娜,华信\nJohn Q. Public,Acme\n")
    names = Lead.objects.order_by("pk").values_list("first_name", "middle_name", "last_name")
    assert list(names) == [("娜娜", "", "欧阳"), ("John", "Q.", "Public")]


def test_where_leads_go_can_be_said(import_csv, cast):
    pool, campaign = PoolFactory(slug="east"), Campaign.objects.create(name="Expo", code="expo")
    import_csv("Name\nAnn Lee\n", pool="east", campaign="expo")
    import_csv("Name\nBob Ray\n", owner="alice")
    ann, bob = Lead.objects.order_by("pk")
    assert (ann.pool, ann.campaign, ann.owner) == (pool, campaign, None)
    assert (bob.pool, bob.owner) == (None, cast.alice)


@pytest.mark.parametrize("option", [{"pool": "nowhere"}, {"campaign": "none"}, {"owner": "nobody"}])
def test_a_place_that_is_not_there_is_refused_before_anything_is_read(import_csv, option):
    with pytest.raises(CommandError, match="There is no"):
        import_csv("Name\nAnn\n", **option)


def test_a_value_that_cannot_be_read_rejects_its_row_and_names_the_column(import_csv, tmp_path):
    rejects = tmp_path / "rejects.csv"
    with pytest.raises(CommandError, match="Row 3: "):
        import_csv(
            "Last Name,Email,Annual Revenue\nLee,ann@lee.example,100\nRay,nonsense,much\nFox,fox@fox.example,\n",
            rejects=rejects,
        )
    assert [lead.last_name for lead in Lead.objects.order_by("pk")] == ["Lee", "Fox"]
    assert list(csv.reader(rejects.read_text("utf-8-sig").splitlines()))[1:] == [
        [
            "Ray",
            "nonsense",
            "much",
            "3",
            "Email: “nonsense” is not an e-mail address. Annual Revenue: “much” is not a number.",
        ]
    ]


def test_words_without_a_counterpart_are_kept_in_the_notes(import_csv):
    summary = import_csv("Name,Industry,Lead Source,Owner,Fax,Notes\nAnn Lee,Falconry,Moon,Sam Rep,+1 5,VIP\n")
    lead = Lead.objects.get()
    assert "In 1 rows" in summary
    assert (lead.industry_id, lead.lead_source_id, lead.owner) == (None, "import", None)
    assert lead.notes == "Industry: Falconry\nLead Source: Moon\nOwner: Sam Rep\nFax: +1 5"


def test_columns_nobody_knows_are_kept_on_demand(import_csv):
    import_csv("Name,Shoe Size\nAnn Lee,38\n")
    import_csv("Name,Shoe Size\nBob Ray,44\n", extra=True)
    assert [lead.notes for lead in Lead.objects.order_by("pk")] == ["", "Shoe Size: 44"]


def test_an_owner_in_the_file_is_found_by_name_and_must_be_active(import_csv, cast):
    UserFactory(username="gone", is_active=False)
    cast.bob.last_name = "Stone"
    cast.bob.save()
    with pytest.raises(CommandError, match="Gone is not active"):
        import_csv("Last Name,Lead Owner\nA,alice\nB,bob stone\nC,bob@hotcrm.test\nD,gone\n")
    assert [lead.owner for lead in Lead.objects.order_by("pk")] == [cast.alice, cast.bob, cast.bob]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("New", Status.NEW),
        ("Open - Not Contacted", Status.NEW),
        ("In Progress", Status.WORKING),
        ("Assigned", Status.WORKING),
        ("Contacted", Status.WORKING),
        ("跟进中", Status.WORKING),
        ("Contact in Future", Status.NURTURING),
        ("Qualified", Status.QUALIFIED),
        ("Pending", Status.NEW),
    ],
)
def test_the_statuses_of_other_systems_are_understood(import_csv, cast, word, status):
    import_csv(f"Name,Lead Status\nAnn Lee,{word}\n", owner="alice")
    assert Lead.objects.get().status == status


def test_without_an_owner_a_lead_is_new_whatever_the_file_says(import_csv):
    import_csv("Name,Lead Status\nAnn Lee,Contacted\n")
    assert Lead.objects.get().status == Status.NEW


@pytest.mark.parametrize("word", ["Dead", "Invalid", "Disqualified", "Closed - Converted", "Junk Lead", "已转换"])
def test_closed_outcomes_come_in_by_a_history_import_alone(import_csv, word):
    with pytest.raises(CommandError, match="only a history import takes it over"):
        import_csv(f"Name,Lead Status\nAnn Lee,{word}\n")
    assert not Lead.objects.exists()


def test_a_history_import_takes_over_outcomes_and_dates(import_csv):
    Account.objects.create(name="lee foods")
    import_csv(
        "Name,Company,Lead Status,Created Date\n"
        'Ann Lee,Lee  Foods,Closed - Converted,"15 Apr, 2021 00:03:00"\n'
        "Bob Ray,,Converted,\nCid Fox,Fox Co,Dead,\nDan Elk,Elk Co,Junk Lead,\n",
        history=True,
    )
    ann, bob, cid, dan = Lead.objects.order_by("pk")
    assert ann.created_at == datetime(2021, 4, 15, 0, 3, tzinfo=UTC)
    assert [lead.status for lead in (ann, bob, cid, dan)] == ["converted", "converted", "unqualified", "discarded"]
    assert [lead.converted_account.name for lead in (ann, bob)] == ["lee foods", "Bob Ray"]
    assert [(row.lead, row.account.name) for row in Conversion.objects.order_by("pk")] == [
        (ann, "lee foods"),
        (bob, "Bob Ray"),
    ]
    assert Notice.objects.count() == 0
    assert (cid.unqualified_reason_id, dan.discarded_at is None, ann.converted_at is None) == ("other", False, False)


def test_a_row_with_nothing_to_go_by_is_rejected(import_csv):
    with pytest.raises(CommandError, match="A lead needs at least one of"):
        import_csv("Name,Company,City\n,,Berlin\n")


def test_known_leads_are_updated_and_others_created_by_a_key(import_csv):
    ann = make_lead(external_id="X1", company="Old", city="Berlin")
    text = "Record ID,Company,City\nX1,New,\nX2,Other,Rome\n"
    assert import_csv(text, key="external_id", mode="upsert") == "1 created, 1 updated, 0 rejected."
    ann.refresh_from_db()
    assert (ann.company, ann.city, ann.version) == ("New", "Berlin", 2)
    assert Event.objects.about(ann).first().verb == "edit"
    assert import_csv(text, key="external_id", mode="upsert") == "0 created, 2 updated, 0 rejected."


def test_a_key_twice_in_one_file_creates_once(import_csv):
    text = "Email,Company\nann@lee.example,One\nANN@lee.example,Two\n"
    assert import_csv(text, key="email", mode="upsert") == "1 created, 1 updated, 0 rejected."
    assert Lead.objects.get().company == "Two"


def test_create_only_and_update_only_reject_the_others(import_csv):
    make_lead(external_id="X1")
    text = "Record ID,Company\nX1,New\nX2,Other\n"
    with pytest.raises(CommandError, match="Row 2: A lead with this external_id is here already"):
        import_csv(text, key="external_id")
    with pytest.raises(CommandError, match="Row 2: No lead of yours has this external_id"):
        import_csv("Record ID,Company\nX9,New\n", key="external_id", mode="update")
    assert Lead.objects.count() == 2


def test_a_dry_run_says_everything_and_keeps_nothing(import_csv):
    assert import_csv("Name\nAnn Lee\n", dry_run=True) == "Dry run, nothing kept: 1 created, 0 updated, 0 rejected."
    assert (Lead.objects.count(), ImportRun.objects.count(), RejectedRow.objects.count()) == (0, 0, 0)


def test_formulas_come_in_as_text(import_csv):
    import_csv("Name,Company,Notes\nAnn Lee,=1+1,'=1+1\n")
    assert (Lead.objects.get().company, Lead.objects.get().notes or Lead.objects.get().description) == ("=1+1", "=1+1")


@needs_shared
def test_the_torture_files_import_as_their_manifest_says(tmp_path):
    folder = SHARED / "csv_lead_torture"
    created = {}
    for expected in json.loads((folder / "manifest.json").read_text("utf-8")):
        if not expected.get("lenient"):
            before = Lead.objects.count()
            call_command("import_leads", folder / expected["file"], stdout=StringIO(), stderr=StringIO())
            created[expected["file"]] = (Lead.objects.count() - before, expected["rows"])
    assert {name: counts for name, counts in created.items() if counts[0] != counts[1]} == {}


@needs_shared
def test_the_leads_of_another_system_all_come_in_with_their_history():
    path = SHARED / "crm_zoho_sample" / "leads.csv"
    with path.open(encoding="utf-8-sig") as file:
        rows = sum(1 for __ in csv.DictReader(file))
    call_command("import_leads", path, history=True, stdout=StringIO(), stderr=StringIO())
    assert Lead.objects.count() == rows
    assert set(Lead.objects.values_list("status", flat=True)) == {"new", "unqualified", "discarded"}


def test_a_number_that_cannot_be_one_never_costs_the_lead(import_csv):
    import_csv("Name,Phone,Mobile,VAT Number\nAnn Lee,8.61381E+12,p:+491711234567,DE123456789\n")
    lead = Lead.objects.get()
    assert (lead.phone, lead.mobile, lead.tin) == ("", "+491711234567", "")
    assert lead.notes == "Phone: 8.61381E+12\nVAT Number: DE123456789"


def test_qualified_means_converted_in_the_words_of_simpleone(import_csv, cast):
    text = "Name,Status\nAnn Lee,Qualified\n"
    with pytest.raises(CommandError, match="only a history import"):
        import_csv(text, owner="alice", vocabulary="simpleone")
    import_csv(text, owner="alice", vocabulary="simpleone", history=True)
    import_csv(text, owner="alice")
    assert [lead.status for lead in Lead.objects.order_by("pk")] == ["converted", "qualified"]


@pytest.mark.parametrize(
    ("column", "value"), [("Employees", "9999999999"), ("Employees", "-1"), ("Annual Revenue", "1000000000000000")]
)
def test_a_number_no_column_can_hold_rejects_its_row(import_csv, column, value):
    with pytest.raises(CommandError, match=f"Row 2: {column}: “{value}” is out of range."):
        import_csv(f"Name,{column}\nAnn Lee,{value}\n")


def test_rejects_that_cannot_be_written_are_said_before_anything_is_read(import_csv, tmp_path):
    with pytest.raises(CommandError, match="Is a directory"):
        import_csv("Name\nAnn Lee\n", rejects=tmp_path)
    assert not Lead.objects.exists()


# The qualification tab, and what fits together


def test_the_qualification_arrives_with_the_lead(import_csv):
    import_csv(
        "Company,Goal,Budget is set,Estimated amount,Procurement,Decision level,Contact person level,Decision maker,"
        "Terms,Estimated closure date\n"
        "Acme,Fewer lost leads,yes,9000,Open tender,board,Influences the decision,Eve Boss,1–3 个月,2030-01-31\n"
        "Globex,,,,Bazaar,,,,,\n"
    )
    acme, globex = Lead.objects.order_by("company")
    row = acme.qualification
    assert (row.goal, row.budget_is_set, row.estimated_amount) == ("Fewer lost leads", True, Decimal(9000))
    assert (row.procurement_id, row.decision_level_id, row.contact_level_id, row.terms_id) == (
        "open_tender",
        "board",
        "influences",
        "1_to_3_months",
    )
    assert (row.decision_maker, row.estimated_closing_on) == ("Eve Boss", date(2030, 1, 31))
    assert (hasattr(globex, "qualification"), globex.notes) == (False, "Procurement: Bazaar")


def test_a_row_that_names_no_decision_maker_is_rejected_in_words(import_csv):
    with pytest.raises(CommandError):
        import_csv("Company,Contact person level\nAcme,no_part\nGlobex,single_handedly\n")
    assert RejectedRow.objects.get().reason.startswith("Decision maker: Who decides?")
    assert list(Lead.objects.values_list("company", flat=True)) == ["Globex"]


def test_direction_product_and_agreement_fit_together(import_csv, cast):
    crm, services = (SalesDirection.objects.create(code=code, label=code.upper()) for code in ("crm", "services"))
    Product.objects.create(code="cloud", label="Cloud", direction=crm)
    agreement = PartnershipAgreement.objects.create(partner=cast.company, name="Reselling", status="valid")
    agreement.directions.add(services)
    with pytest.raises(CommandError):
        import_csv(
            "Company,Sales direction,Product,Partnership agreement\n"
            "Acme,CRM,Cloud,\nWrong,SERVICES,Cloud,\nFilled,,,Reselling\nUncovered,CRM,,Reselling\n"
        )
    found = Lead.objects.order_by("company").values_list("company", "direction", "product", "agreement__name")
    assert list(found) == [("Acme", "crm", "cloud", None), ("Filled", "services", None, "Reselling")]
    assert RejectedRow.objects.count() == 2


def test_the_policy_of_required_fields_holds_for_imports_of_people_and_not_for_history(tmp_path, cast):
    SalesDirection.objects.create(code="crm", label="CRM")
    Policy.objects.update_or_create(pk=1, defaults={"required_fields": RequiredFields.S2})
    text = (
        "Subject,Company,Website,TIN,First name,Last name,Sales direction\n"
        "Cloud,Acme,acme.example,123456789,Ann,Lee,CRM\nCloud,Globex,,,Ann,Lee,CRM\n"
    )
    run = carry_on(run_of(tmp_path, text, by=cast.admin).pk)
    assert (run.created, RejectedRow.objects.get(run=run).reason) == (
        1,
        "Website: Required while no existing account is chosen. "
        "Tax number (TIN): Required while no existing account is chosen.",
    )
    assert carry_on(run_of(tmp_path, text, by=cast.admin, history=True).pk).created == 2


def test_a_known_lead_gets_its_qualification_by_an_update(import_csv, cast):
    lead = make_lead(owner=cast.alice, external_id="X1")
    import_csv("External client id,Goal\nX1,Fewer lost leads\n", key="external_id", mode="update")
    assert Lead.objects.get(pk=lead.pk).qualification.goal == "Fewer lost leads"
