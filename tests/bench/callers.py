"""Many callers in one thread, each signed in with a connection of their own: the machine is to serve, not to ask."""

import re
import selectors
import socket
import time
from collections.abc import Iterable
from urllib.parse import urlencode

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

TOKEN = "a" * 32
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Caller:
    def __init__(self, person, address):
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        self.head = f"Host: {address[0]}\r\nCookie: hotcrm_session={session.session_key}; hotcrm_csrf={TOKEN}\r\n"
        self.socket = socket.create_connection(address, timeout=60)

    def get(self, path):
        self.socket.sendall(f"GET {path} HTTP/1.1\r\n{self.head}\r\n".encode())
        self.receive(200)

    def send(self, path, values):
        """A form, posted; `receive` waits for the answer."""
        body = urlencode({**values, "csrfmiddlewaretoken": TOKEN})
        kind = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}"
        self.socket.sendall(f"POST {path} HTTP/1.1\r\n{self.head}{kind}\r\n\r\n{body}".encode())

    def receive(self, wanted: int):
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, body = answer.partition(b"\r\n\r\n")
        length = int(found[1]) if (found := LENGTH.search(head)) else 0
        while len(body) < length:
            body += self._more()
        assert answer.split(b" ", 2)[1] == b"%d" % wanted, (answer[:300], body[:300])

    def _more(self) -> bytes:
        more = self.socket.recv(65536)
        assert more, "the server hung up"
        return more


def post_all(callers: list[Caller], posts: Iterable) -> float:
    """Every `(path, values)` answered by a redirect; whoever is free takes the next. The seconds it took."""
    waiting, asking = iter(posts), len(callers)
    began = time.perf_counter()
    with selectors.DefaultSelector() as answers:
        for caller in callers:
            answers.register(caller.socket, selectors.EVENT_READ, caller)
            caller.send(*next(waiting))
        while asking:
            for answered, _events in answers.select():
                answered.data.receive(302)
                if post := next(waiting, None):
                    answered.data.send(*post)
                else:
                    asking -= 1
    return time.perf_counter() - began
