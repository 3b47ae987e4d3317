"""The product's pages and two more, to see what is left when a page does next to nothing.

Both go through the whole middleware with session and person; one also changes a row in a transaction.
"""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import F
from django.shortcuts import redirect
from django.urls import path

from hotcrm.urls import urlpatterns as product
from leads.models import Lead


@login_required
def signed_in(request):
    return redirect("/leads/")


@login_required
def one_update(request, pk):
    with transaction.atomic():
        Lead.objects.filter(pk=pk).update(version=F("version") + 1)
    return redirect("/leads/")


urlpatterns = [path("floor/", signed_in), path("floor/<int:pk>/", one_update), *product]
