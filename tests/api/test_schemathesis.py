"""What the OpenAPI document says holds, for everybody and whatever is sent (see `fuzzing`).

`make fuzz EXAMPLES=100` looks longer.
"""

import pytest

from tests.conftest import make_cast
from tests.matrix.world import make_world

from .fuzzing import Callers, one_connection, operations, resources

RESOURCES = (
    "", "accounts", "activities", "campaigns", "contacts", "files", "leads",
    "marketing-lists", "me", "notices", "opportunities", "picklists", "pools", "runs", "tasks", "users",
)  # fmt: skip


@pytest.fixture
def callers(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cast = make_cast()
    world = make_world(cast)
    things = {f"{kind}s": keys for kind, keys in world.items()}
    things |= {"opportunities": world["opportunity"], "files": world["file_link"]}
    with one_connection():
        yield Callers(cast, things)


def test_every_address_of_the_document_is_tried():
    assert resources() == set(RESOURCES)


@pytest.mark.parametrize("resource", RESOURCES)
def test_the_document_holds(callers, resource):
    troubles = [trouble for operation in operations(resource) for trouble in callers.troubles(operation)]
    if troubles:
        pytest.fail("\n\n".join(troubles), pytrace=False)
