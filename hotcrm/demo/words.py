# ruff: noqa: E501  (texts and lists of names read better on one line)
"""What English-speaking people write about their leads."""

TITLES = (
    "CEO", "Chief Financial Officer", "CTO", "Founder", "President", "VP Sales", "VP Operations", "Director of IT",
    "Head of Procurement", "Marketing Director", "Head of Customer Success", "Operations Manager", "IT Manager",
    "Purchasing Manager", "Project Manager", "Office Manager", "Sales Engineer", "Buyer", "Accountant", "Consultant",
    "Business Analyst", "Executive Assistant", "Software Engineer", "Team Lead", "Owner",
)  # fmt: skip

# What was done, by kind and result.
SAID = {
    ("call", "no_answer"): (
        "Rang twice, went to voicemail. Left my number and said I would try again on Thursday.",
        "No answer on the direct line; the switchboard says mornings are better.",
        "Tried the mobile, no pick-up. Sent a two-line text instead.",
        "Out of office until next week according to the colleague who answered.",
    ),
    ("call", "wrong_number"): (
        "The number belongs to a bakery. Friendly, but not our contact. Need a new number.",
        "Number not in service. Asked {first} for another one by e-mail.",
    ),
    ("call", "reached"): (
        "Good first call. {first} runs a team of twelve and keeps contacts in three spreadsheets. "
        "Wants to know what the move would take.",
        "Spoke for ten minutes. Current contract ends in the autumn, so they look around now. Asked for a price range.",
        "{first} remembered us from the fair. Two colleagues must be convinced: IT and the finance lead.",
        "Short call between two meetings. They compare three suppliers and decide as a group.",
    ),
    ("call", "interested"): (
        "Very interested. Main pain: leads get lost between marketing and sales. Wants a demo for the whole team.",
        "Budget is set aside for this year. {first} asked for references in their line of business.",
        "They lost a big customer last month because nobody called back. Want reminders and clear owners.",
    ),
    ("call", "not_now"): (
        "No budget before the next fiscal year. Asked me to call again after the planning round.",
        "In the middle of moving offices. Come back in three months.",
        "They have just renewed with their present supplier for a year. Keep warm.",
    ),
    ("call", "not_interested"): (
        "Polite but clear: they build their own tool and do not want another one.",
        "{first} only downloaded the paper for a university course.",
    ),
    ("call", "meeting_booked"): (
        "Booked an hour with {first} and the head of IT. They send their list of questions before.",
        "Meeting fixed. {first} wants to see how a pool of leads is shared between two offices.",
    ),
    ("email", None): (
        "Sent the short introduction and two customer stories from their industry.",
        "Sent the price list and the comparison they asked for.",
        "Answered the eleven security questions from their IT department.",
        "Follow-up after the call: summary of what we agreed and the next steps.",
    ),
    ("email", "interested"): (
        "{first} wrote back: “This looks like what we need. Can we see it with our own data?”",
        "Reply within the hour: they want an offer for 40 seats, yearly and monthly.",
    ),
    ("meeting", "reached"): (
        "Met {first} and two colleagues. Went through their process on a whiteboard: 200 enquiries a week, "
        "half of them answered after two days.",
        "Kick-off with the buying group. Decision maker is the commercial director, who joins next time.",
    ),
    ("demo", "interested"): (
        "Showed claiming, the timeline and the score. The team lead asked for the import at once and tried it herself.",
        "Demo with eight people. Best received: one page that says what to do next. Open question: single sign-on.",
    ),
    ("visit", "reached"): (
        "Visited their site. Sales sits in one room, service in another; they share a whiteboard. Took photos (allowed).",
        "On site for an hour. Met the managing director by chance: wants a decision before the end of the quarter.",
    ),
    ("wechat", "reached"): ("Connected on WeChat; {first} answers there within minutes.",),
    ("note", None): (
        "Competitor has been there too, offering 15 % discount for a two-year contract.",
        "Parent company uses us already; ask the account team for an introduction.",
        "Prefers e-mail to calls. Vegetarian, in case we go for lunch.",
        "Their fiscal year begins in April.",
    ),
}  # fmt: skip

NEEDS = {
    "technology": "Device maker with partners in 14 countries. Needs one list of enquiries instead of one per distributor.",
    "software": "Trial sign-ups arrive faster than the team can call. Wants scoring, so that the best are called first.",
    "finance": "Leasing brokers share a mailbox today. Needs clear ownership, an audit trail and hosting in the region.",
    "healthcare": "Sells diagnostics to clinics. Tender-driven, long cycles; must see the next step for each clinic.",
    "manufacturing": "Quotes for castings and spare parts. Engineers answer enquiries and forget to follow up.",
    "retail": "42 stores collect interest for business accounts on paper. Wants an import every night and a simple pool.",
    "logistics": "Freight requests by mail and phone. First answer within two hours decides who gets the order.",
    "education": "Companies ask for training places. Needs reminders per season and a history per contact.",
    "real_estate": "Commercial tenants; several agents speak to the same company without knowing it.",
    "media": "Sells sponsorships. Needs campaigns and leads in one place to see what a fair really brought.",
    "hospitality": "Group bookings and events. Enquiries on weekends stay unanswered until Monday.",
    "energy": "Solar projects for factory roofs. Site visits must be planned by region.",
    "government": "Public utility. Procurement by open tender; wants to collect suppliers' offers.",
    "non_profit": "Looks for corporate donors and wants to know who spoke to whom.",
    "consulting": "Boutique consultancy, partners sell themselves. Needs very little typing.",
    "other": "Asked for a call back. No details yet.",
}  # fmt: skip
TASKS = (
    "Send the offer", "Prepare the demo with their data", "Ask for the list of seats", "Send two references",
    "Check the security questionnaire", "Call back about the budget", "Invite to the customer breakfast",
)  # fmt: skip
HOLDS = ("On leave until then; asked us to wait", "Budget is decided next month", "Tender is under way; nobody calls")
TIMELINES = ("this quarter", "within 6 months", "before year end", "no hurry", "as soon as possible")
TAGS = ("renewal", "fair", "multi-site", "tender", "price-sensitive", "fast mover", "reference wanted", "ex-customer")
NOTES = (
    "Ask for {first}; the assistant is very helpful.",
    "Decision by a group of three, {first} prepares it.",
    "Wants everything in writing.",
    "Met at the fair, stand 4B.",
)
