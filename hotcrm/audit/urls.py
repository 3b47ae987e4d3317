from django.urls import path

from .views import AuditExport, AuditList

urlpatterns = [
    path("", AuditList.as_view(), name="audit_list"),
    path("export/", AuditExport.as_view(), name="audit_export"),
]
