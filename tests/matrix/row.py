"""A row of the table of addresses, and how its expectations are said."""

from collections.abc import Callable
from dataclasses import dataclass, field

LOGIN = "login"
VISITOR = "anonymous"


@dataclass(frozen=True)
class Row:
    get: int | Callable = 405
    post: int | Callable = 405
    kind: str = ""  # what the address names: a kind of `world`
    named: str = "pk"  # by which argument
    args: dict = field(default_factory=dict)  # the other arguments
    query: str = ""
    data: dict | Callable = field(default_factory=dict)  # what is posted; a function of the actor and the state
    visitor: tuple = (LOGIN, LOGIN)  # to GET and to POST
    left_out: tuple = ()  # people and states that stand for nothing new here
    is_json: bool = False  # of the API: names stay names, and no form is sent

    def expected(self, method, person, state):
        if person == VISITOR:
            return self.visitor[method == "post"]
        wanted = getattr(self, method)
        return wanted(person, state) if callable(wanted) else wanted


class Sent:
    """A small file, which can be sent any number of times."""

    name = "offer.txt"

    def read(self):
        return b"Our offer"


def found(sees, status, forbidden=()):
    """`status` to those who see the thing, 403 to those of them who may not, 404 to the others."""

    def wanted(person, state):
        if person not in sees.get(state, ()):
            return 404
        return 403 if person in forbidden else status

    return wanted


def only(people, status, otherwise=403):
    return lambda person, state: status if person in people else otherwise
