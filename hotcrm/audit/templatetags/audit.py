"""The way from a record to what the audit knows of it."""

from django import template
from django.urls import reverse

from hotcrm.audit.readers import may_read

register = template.Library()


@register.simple_tag(takes_context=True)
def audit_url(context, record) -> str:
    """Who saw this record: an address for those who may read it, nothing for all others."""
    if not may_read(context["request"].user):
        return ""
    return f"{reverse('audit_list')}?record={record._meta.model_name}:{record.pk}"
