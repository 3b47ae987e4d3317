"""What follows from what is being typed about a lead: parts for htmx, which the verb decides again."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import render
from django.views import View

from hotcrm.sales.models import Product
from leads.models.known import Known


class LeadProducts(LoginRequiredMixin, View):
    """The products of a direction, as the options of a list; all, by direction, while none is chosen."""

    def get(self, request):
        direction, chosen = (request.GET.get(name, "")[:40].replace("\x00", "") for name in ("direction", "product"))
        products = Product.objects.offered().select_related("direction")
        if direction:
            products = products.filter(direction=direction)
        return render(request, "leads/_products.html", {"products": products, "chosen": chosen})


class LeadKnownCompany(LoginRequiredMixin, View):
    """Whether a tax number belongs to an account: its name to those who see it, else only that it exists.

    Partners are told only of what they see.
    """

    def get(self, request):
        tin = request.GET.get("tin", "").strip()[:20].replace("\x00", "")
        account, is_seen = Known([(None, {"tin": tin})], by=request.user).account_of(tin)
        context = {"account": account, "is_seen": is_seen, "may_know": is_seen or not request.user.is_partner}
        return render(request, "leads/_known_company.html", context)
