"""Keeping a list as one likes it: save, save as new, rename, delete, open with it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import ProtectedError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.views import View

from .listing import Listing
from .models import DefaultView, SavedView

MOST_VIEWS = 100  # of one person for one list


class SavedViewForm(forms.ModelForm):
    class Meta:
        model = SavedView
        fields = ("name", "is_shared")

    def clean(self):
        super().clean()
        if not self.instance.pk and self.instance.owner.saved_views.count() >= MOST_VIEWS:
            raise forms.ValidationError(_t("You have too many views; delete one first."))

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"owner", "kind"}  # the name is unique among mine


class ViewPage(LoginRequiredMixin, View):
    """What the pages of saved views share; `page` is the list they belong to."""

    page = None

    def listing(self, query):
        return Listing(self.page, self.request.user, QueryDict(query[:4_000]))

    def own_view(self, pk):
        return get_object_or_404(SavedView.objects.of(self.page.model), pk=pk, owner=self.request.user)

    def to_list(self, query, message=""):
        if message:
            messages.success(self.request, message)
        url = f"{reverse(self.page.url_name)}?{query}"
        return HttpResponse(headers={"HX-Redirect": url}) if self.request.htmx else redirect(url)

    def ask(self, form, *, title, status=200):
        template = "pages/_view_form.html" if self.request.htmx else "pages/view_form.html"
        context = {"form": form, "title": title, "action": self.request.get_full_path()}
        context["list_url"] = reverse(self.page.url_name)
        return render(self.request, template, context, status=status)


class SaveView(ViewPage):
    """A new view of what is on screen: its address stands behind this page's own."""

    def get(self, request):
        return self.ask(self.form(), title=_t("Save as a new view"))

    def post(self, request):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.ask(form, title=_t("Save as a new view"), status=422)
        view = form.save()
        return self.to_list(f"view={view.slug}", _t("The view “%(name)s” was saved.") % {"name": view})

    def form(self, data=None):
        state = self.listing(self.request.META.get("QUERY_STRING", "")).state
        kind = self.page.model._meta.label_lower
        view = SavedView(
            owner=self.request.user, kind=kind, base=state.view.shipped.slug, query=state.as_saved[:4_000]
        )
        return SavedViewForm(data, instance=view)


class UpdateView(ViewPage):
    """The filters, columns and order on screen become those of this view."""

    def post(self, request, pk):
        view = self.own_view(pk)
        view.query = self.listing(request.POST.get("query", "")).state.as_saved[:4_000]
        view.save(update_fields=["query"])
        return self.to_list(f"view={view.slug}", _t("The view “%(name)s” was saved.") % {"name": view})


class RenameView(ViewPage):
    def get(self, request, pk):
        return self.ask(SavedViewForm(instance=self.own_view(pk)), title=_t("Rename or share"))

    def post(self, request, pk):
        form = SavedViewForm(request.POST, instance=self.own_view(pk))
        if not form.is_valid():
            return self.ask(form, title=_t("Rename or share"), status=422)
        return self.to_list(f"view={form.save().slug}")


class DeleteView(ViewPage):
    def post(self, request, pk):
        view = self.own_view(pk)
        try:
            view.delete()
        except ProtectedError as protected:
            users = ", ".join(sorted(map(str, protected.protected_objects)))
            messages.warning(request, _t("The view “%(name)s” is in use: %(users)s.") % {"name": view, "users": users})
            return self.to_list(f"view={view.slug}")
        return self.to_list("", _t("The view “%(name)s” was deleted.") % {"name": view})


class ChooseDefault(ViewPage):
    """The list opens with this view from now on."""

    def post(self, request):
        view = self.listing(f"view={request.POST.get('view', '')[:60]}").state.view
        if not view:
            raise Http404
        kind = self.page.model._meta.label_lower
        DefaultView.objects.update_or_create(user=request.user, kind=kind, defaults={"slug": view.slug})
        message = _t("The list opens with “%(name)s” from now on.") % {"name": view.label}
        return self.to_list(f"view={view.slug}", message)


def saved_view_urls(page) -> list:
    """The addresses of a list's saved views, named after its model: lead_view_save, lead_view_delete, …"""
    name = page.model._meta.model_name
    return [
        path("views/save/", SaveView.as_view(page=page), name=f"{name}_view_save"),
        path("views/default/", ChooseDefault.as_view(page=page), name=f"{name}_view_default"),
        path("views/<int:pk>/", UpdateView.as_view(page=page), name=f"{name}_view_update"),
        path("views/<int:pk>/rename/", RenameView.as_view(page=page), name=f"{name}_view_rename"),
        path("views/<int:pk>/delete/", DeleteView.as_view(page=page), name=f"{name}_view_delete"),
    ]
