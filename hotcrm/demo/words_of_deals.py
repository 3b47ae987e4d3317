"""What people write about the deals behind their leads, in English and in Chinese."""

from types import SimpleNamespace

ENGLISH = SimpleNamespace(
    GOALS=(
        "Nobody answers enquiries of the weekend before Tuesday. They want the first answer within two hours.",
        "Three teams keep their own spreadsheets; the same company is called twice. One list, one owner.",
        "The sales manager cannot say what came of the last fair. They want to see it by source.",
        "Leads of former colleagues lie idle. They should come back by themselves.",
    ),
    OPTIONS=(
        "Stay with the spreadsheet and hire an assistant.",
        "A module of their accounting system; no mobile access.",
        "Their IT would build it, ready in a year.",
    ),
    COMPETITORS=(
        "Two other vendors, names not told.",
        "A local integrator, and the vendor of their ERP.",
        "Nobody yet.",
    ),
    CRITERIA=(
        "Hosted in the region, single sign-on, price per seat.",
        "Quick start without consultants; works on the phone.",
        "References in their line of business and an import of 80,000 records.",
    ),
    COMPLIANCE=(
        "All but single sign-on, which is planned.",
        "Show the import with their own file; two references at hand.",
        "Offer the pilot of one team at a fixed price.",
    ),
    DECISION_MAKERS=("The commercial director", "The managing director", "Head of procurement", "The board of three"),
    INFLUENCE=(
        "Our contact writes the proposal; the director signs what finance has seen.",
        "IT has a veto on where data lie.",
        "The team lead is our advocate and tries every new version.",
    ),
    NEED=("", "Curious, no problem named", "Problem named, cost not known", "They count the leads they lose"),
    BUDGET=("", "Nothing planned this year", "Range named, not approved", "Sum approved"),
    AUTHORITY=("", "Speaks for nobody else so far", "Prepares the decision", "Met who signs"),
    TIMELINE=("", "No date, no pressure", "Before the next season", "Contract of the old system ends"),
)
CHINESE = SimpleNamespace(
    GOALS=(
        "周末的咨询要到周二才有人回，希望两小时内首次回复。",
        "三个小组各用一张表，同一家公司被联系两次，希望统一名单、责任到人。",
        "销售经理说不清上次展会带来了什么，希望按来源看结果。",
        "离职同事的线索无人跟进，希望自动回到公海池。",
    ),
    OPTIONS=("继续用表格，再招一名助理。", "财务系统自带的模块，没有手机端。", "信息部自己开发，一年后上线。"),
    COMPETITORS=("另外两家供应商，未透露名称。", "本地集成商，以及现有 ERP 的厂商。", "暂时没有。"),
    CRITERIA=(
        "本地部署、单点登录、按账号计价。",
        "上线快，不需要顾问，手机可用。",
        "有同行业案例，能导入八万条数据。",
    ),
    COMPLIANCE=(
        "除单点登录外全部满足，单点登录已在计划中。",
        "用对方的文件演示导入，已备好两个案例。",
        "建议一个小组先试点，固定价格。",
    ),
    DECISION_MAKERS=("商务总监", "总经理", "采购负责人", "三人董事会"),
    INFLUENCE=(
        "联系人负责写方案，财务看过后由总监签字。",
        "信息部对数据存放有否决权。",
        "组长支持我们，每个新版本都亲自试。",
    ),
    NEED=("", "只是了解，没有明确问题", "问题明确，损失未估算", "已统计丢失的线索"),
    BUDGET=("", "今年没有计划", "有大致区间，尚未批准", "金额已批准"),
    AUTHORITY=("", "目前只代表自己", "负责准备决策材料", "已见到签字人"),
    TIMELINE=("", "没有时间要求", "下个旺季之前", "旧系统合同到期"),
)


def texts(language: str) -> SimpleNamespace:
    return CHINESE if language.startswith("zh") else ENGLISH
