"""Somebody signed in who speaks HTTP, with a connection of their own: as a browser or a program does."""

import http.client
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

TOKEN = "a" * 32
CUT_OFF = (OSError, http.client.HTTPException)  # what a call raises when nobody answered to its end


@dataclass(frozen=True)
class Answer:
    status: int
    location: str  # where it leads, for a redirect
    text: str


class Caller:
    """Calls one server as one person. After a failure the next call opens a new connection."""

    def __init__(self, person, port: int):
        self.headers = {"Cookie": f"hotcrm_session={_session_of(person)}; hotcrm_csrf={TOKEN}"}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def close(self):
        self.connection.close()

    def get(self, path, **headers) -> Answer:
        return self._call("GET", path, None, headers)

    def post(self, path, values, **headers) -> Answer:
        """Send a form. `headers` are written with underscores: `HX_Request="true"`."""
        body = urlencode({**values, "csrfmiddlewaretoken": TOKEN}, doseq=True)
        return self._call("POST", path, body, {"Content_Type": "application/x-www-form-urlencoded", **headers})

    def post_json(self, path, body: str) -> Answer:
        return self._call("POST", path, body, {"Content_Type": "application/json", "X_CSRFToken": TOKEN})

    def _call(self, method, path, body, headers) -> Answer:
        headers = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            self.connection.request(method, path, body=body, headers=headers)
            response = self.connection.getresponse()
            text = response.read().decode(errors="replace")
        except CUT_OFF:
            self.close()
            raise
        return Answer(response.status, response.headers.get("Location", ""), text)


def _session_of(person) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key
