"""The members on the page of their campaign: how many stand where, and the newest."""

from django.db.models import Count
from django.urls import reverse

from campaigns.models import Campaign, Member, MemberStatus

NEWEST = 5


def panel(campaign, user) -> dict:
    """What `campaigns/_members.html` shows. Five queries, whatever the number of members."""
    members = Member.objects.visible_to(user).filter(campaign=campaign)
    counted = members.order_by().values_list("is_held_out", "status").annotate(number=Count("pk"))
    numbers = {(held_out, status): number for held_out, status, number in counted}
    address = reverse("member_list", args=[campaign.pk])
    return {
        "campaign": campaign,
        "members_url": address,
        "member_total": sum(numbers.values()),
        "member_counts": [
            (status, number, f"{address}?status={status}&held_out=no")
            for status in MemberStatus
            if (number := numbers.get((False, status.value)))
        ],
        "member_held_out": sum(number for (held_out, _status), number in numbers.items() if held_out),
        "newest_members": members.order_by("-created_at", "-pk")[:NEWEST],
        "may_enrol": may_enrol(campaign, user),
    }


def may_enrol(campaign, user) -> bool:
    """Whether somebody adds members here: it is open, and their role runs campaigns."""
    return campaign.is_open and Campaign.objects.editable_by(user).filter(pk=campaign.pk).exists()
