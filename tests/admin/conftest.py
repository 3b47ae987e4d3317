import pytest


@pytest.fixture
def admin_pages(cast, client):
    """A browser in which the CRM administrator, who is no superuser, is signed in."""
    cast.admin.is_superuser = False
    cast.admin.save()
    client.force_login(cast.admin, backend="django.contrib.auth.backends.ModelBackend")
    return client
