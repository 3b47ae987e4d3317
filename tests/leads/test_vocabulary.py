"""The house speaks in the words a team is used to: the table of PRODUCT 3, on every page, and codes to programs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from hotcrm.records.lead_words import state_of, state_word, tells_apart
from hotcrm.records.models import Policy, Vocabulary
from hotcrm.records.verbs import verbs_of
from hotcrm.records.vocabulary import fall_silent, in_force, listen, speaking
from leads.models import DisqualificationReason, Lead, Status
from pools.models.pool import StatusAtHandover
from tests.factories import make_lead

BACKEND = "django.contrib.auth.backends.ModelBackend"
# What each status is called where no lead is at hand, and each state of a lead: English and Chinese.
STATUSES = {
    "hotcrm": {
        "new": ("New", "新建"),
        "unassigned": ("New", "新建"),
        "pending": ("New", "新建"),
        "working": ("Working", "跟进中"),
        "nurturing": ("Nurturing", "培育中"),
        "qualified": ("Qualified", "已合格"),
        "unqualified": ("Unqualified", "不合格"),
        "disqualified": ("Unqualified", "不合格"),
        "dropped": ("Unqualified", "不合格"),
        "converted": ("Converted", "已转化"),
        "discarded": ("Discarded", "已作废"),
    },
    "sharecrm": {
        "new": ("Unassigned / Pending", "未分配 / 待处理"),
        "unassigned": ("Unassigned", "未分配"),
        "pending": ("Pending", "待处理"),
        "working": ("In Progress · Working", "跟进中"),
        "nurturing": ("In Progress · Nurturing", "跟进中 · 培育中"),
        "qualified": ("In Progress · Qualified", "跟进中 · 已合格"),
        "unqualified": ("Invalid", "无效"),
        "disqualified": ("Invalid", "无效"),
        "dropped": ("Invalid", "无效"),
        "converted": ("Converted", "已转换"),
        "discarded": ("Discarded", "已作废"),
    },
    "simpleone": {
        "new": ("New / Assigned", "新建 / 已分配"),
        "unassigned": ("New", "新建"),
        "pending": ("Assigned · New", "已分配 · 新建"),
        "working": ("Assigned · Working", "已分配 · 跟进中"),
        "nurturing": ("Assigned · Nurturing", "已分配 · 培育中"),
        "qualified": ("Assigned · Qualified", "已分配 · 已合格"),
        "unqualified": ("Disqualified / Dropped", "不合格 / 已放弃"),
        "disqualified": ("Disqualified", "不合格"),
        "dropped": ("Dropped", "已放弃"),
        "converted": ("Qualified · Converted", "已合格 · 已转化"),
        "discarded": ("Discarded", "已作废"),
    },
    "classic": {
        "new": ("New", "新建"),
        "unassigned": ("New", "新建"),
        "pending": ("New", "新建"),
        "working": ("Working", "跟进中"),
        "nurturing": ("Nurturing", "培育中"),
        "qualified": ("Working · Qualified", "跟进中 · 已合格"),
        "unqualified": ("Dead", "已失效"),
        "disqualified": ("Dead", "已失效"),
        "dropped": ("Dead", "已失效"),
        "converted": ("Converted", "已转化"),
        "discarded": ("Discarded", "已作废"),
    },
}
OURS = {
    "claim": ("Claim", "领取"),
    "assign": ("Assign", "分配"),
    "change_owner": ("Change owner", "变更负责人"),
    "return_to_pool": ("Return to pool", "退回公海池"),
    "reclaim": ("Reclaim", "收回"),
    "transfer": ("Transfer", "转移"),
    "work": ("Start working", "开始跟进"),
    "nurture": ("Nurture", "转入培育"),
    "qualify": ("Qualify", "确认合格"),
    "disqualify": ("Disqualify", "判为不合格"),
    "reopen": ("Reopen", "重新打开"),
    "reactivate": ("Reactivate", "重新激活"),
    "convert": ("Convert", "转化"),
    "discard": ("Discard", "作废"),
    "restore": ("Restore", "恢复"),
    "log": ("Log an activity", "记录跟进"),
}
ACTIONS = {
    "hotcrm": OURS,
    "sharecrm": OURS
    | {
        "return_to_pool": ("Return", "退回"),
        "reclaim": ("Reclaim", "收回"),
        "work": ("Process", "处理"),
        "disqualify": ("Mark invalid", "标记为无效"),
        "convert": ("Convert Lead", "转换线索"),
        "log": ("Add sales activity", "新建销售记录"),
    },
    "simpleone": OURS
    | {"qualify": ("Mark as qualified", "标记为合格"), "convert": ("Qualify · Convert", "确认合格 · 转化")},
    "classic": OURS,
}
LANGUAGES = ("en", "zh-hans")


@pytest.fixture(autouse=True)
def silence():
    yield
    fall_silent()


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice, backend=BACKEND)
    return client


def set_vocabulary(vocabulary):
    Policy.objects.update_or_create(pk=1, defaults={"vocabulary": vocabulary})


def in_both(say) -> tuple:
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(str(say()))
    return tuple(found)


def text_of(response) -> str:
    return response.content.decode()


# The table -------------------------------------------------------------------------------------


@pytest.mark.parametrize("vocabulary", Vocabulary)
def test_every_status_has_its_word_in_every_vocabulary(vocabulary):
    with speaking(vocabulary):
        found = {state: in_both(lambda state=state: state_word(state)) for state in STATUSES[vocabulary]}
        labels = {status.value: in_both(lambda status=status: status.label) for status in Status}
    assert found == STATUSES[vocabulary]
    assert labels == {status: STATUSES[vocabulary][status] for status in Status.values}


@pytest.mark.parametrize("vocabulary", Vocabulary)
def test_every_action_has_its_word_in_every_vocabulary(vocabulary):
    verbs = verbs_of(Lead)
    with speaking(vocabulary):
        assert {name: in_both(lambda name=name: verbs[name].label) for name in OURS} == ACTIONS[vocabulary]


@pytest.mark.parametrize("vocabulary", Vocabulary)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_statuses_read_alike(vocabulary, language):
    with speaking(vocabulary), translation.override(language):
        assert len({str(status.label) for status in Status}) == len(Status)


@pytest.mark.parametrize(("vocabulary", "does"), [("hotcrm", 0), ("sharecrm", 1), ("simpleone", 1), ("classic", 0)])
def test_unassigned_and_pending_are_told_apart_where_the_vocabulary_has_words_for_them(vocabulary, does):
    with speaking(Vocabulary(vocabulary)):
        assert tells_apart("unassigned") == bool(does)
        assert str(StatusAtHandover.NEW.label) == {"simpleone": "Assigned · New"}.get(vocabulary, "Pending")


def test_the_state_of_a_lead_is_a_part_of_its_status(cast):
    lead = make_lead(owner=cast.alice)
    assert (state_of(lead), state_of(make_lead())) == ("pending", "unassigned")
    lead.disqualify(by=cast.alice, reason=DisqualificationReason.objects.get(code="dropped"))
    assert state_of(lead) == "dropped"
    with speaking(Vocabulary.SIMPLEONE):
        assert (lead.status_word, lead.get_status_display()) == ("Dropped", "Dropped")


# When it is in force ----------------------------------------------------------------------------


def test_a_change_counts_from_the_next_request_and_outside_of_requests_our_own_words_do(cast, alice):
    lead = make_lead(owner=cast.alice, status=Status.WORKING)
    for vocabulary, word in (("sharecrm", "In Progress · Working"), ("simpleone", "Assigned · Working")):
        set_vocabulary(vocabulary)
        assert f">{word}</span>" in text_of(alice.get(lead.get_absolute_url()))
        assert (in_force(), str(Status.WORKING.label)) == (Vocabulary.HOTCRM, "Working")


def test_a_task_hears_it_too(cast):
    set_vocabulary("sharecrm")
    listen()
    assert str(Status.UNQUALIFIED.label) == "Invalid"


@pytest.mark.parametrize("address", ["/leads/", "/leads/?view=by-source", "{lead}", "{lead}disqualify/"])
def test_the_words_cost_no_question_of_their_own(cast, alice, address):
    lead = make_lead(owner=cast.alice, status=Status.WORKING)
    url, asked = address.format(lead=lead.get_absolute_url()), []
    for vocabulary in Vocabulary:
        set_vocabulary(vocabulary)
        alice.get(url)
        with CaptureQueriesContext(connection) as queries:
            alice.get(url)
        asked.append([query["sql"] for query in queries if "records_policy" in query["sql"]])
    assert [len(found) for found in asked] == [1] * len(Vocabulary)
    assert all("people_reporting" in sql for found in asked for sql in found)
