from tests.admin.conftest import admin_pages  # noqa: F401
