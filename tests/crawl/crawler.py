"""Goes wherever a page leads: links, forms that ask, parts, suggestions, files; and reads all that comes back."""

import io
import zipfile
from collections import Counter, defaultdict
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from django.urls import Resolver404, resolve

PASSED_BY = ("admin:", "logout", "api_")  # the API is asked for by itself
SHAPES_THE_PAGE = ("view", "section", "format", "show")
BESIDE = ("next", "token")


class Page(HTMLParser):
    """The addresses a page names."""

    def __init__(self, text, url):
        super().__init__()
        self.url, self.links, self.forms = url, set(), defaultdict(lambda: defaultdict(list))
        self.form = self.select = None
        self.actions = {}
        self.feed(text)
        for name, fields in self.forms.items():
            if name in self.actions:
                self.links |= {f"{self.actions[name]}?{urlencode({field: v})}" for field, v in typed(fields)}

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        for name in ("href", "hx-get", "data-href"):
            if told.get(name):
                self.links.add(told[name])
        if url := told.get("data-mentions"):
            self.links.add(f"{url}?q=")
        if field := told.get("data-suggest"):
            self.links.add(f"/leads/suggest/{field}/?q=")
        if tag == "form":
            self.form = told.get("id") or f"form {len(self.actions)} {len(self.forms)}"
            if told.get("method", "get").lower() == "get":
                self.actions[self.form] = told.get("action") or urlsplit(self.url).path
        if tag in ("input", "select", "textarea") and told.get("name"):
            self.select = told["name"] if tag == "select" else None
            self.place = told.get("form") or self.form
            self.forms[self.place][told["name"]].append(told.get("value") if tag == "input" else "")
        if tag == "option" and self.select:
            self.forms[self.place][self.select].append(told.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        if tag == "select":
            self.select = None


def typed(fields):
    """For each field something that may be sent: a choice where there are any."""
    for name, values in fields.items():
        yield name, next((value for value in values if value), "a")


class Crawler:
    """Of what waits it asks first for what it has seen least of."""

    def __init__(self, client, canaries):
        self.client, self.canaries = client, canaries
        self.read: dict[str, set[str]] = {}  # by address: the canaries that came back
        self.status: dict[str, int] = {}
        self.shapes: dict = {}
        self.names: Counter = Counter()

    def crawl(self, *starts, most):
        waiting = [url for start in starts if (url := self.worth(start))]
        for _ in range(most):
            if not waiting:
                break
            name, url = min(waiting, key=lambda one: self.names[one[0]])
            waiting.remove((name, url))
            self.names[name] += 1
            text, response = self.get(url)
            found = []
            if response.status_code in (301, 302):
                found = [response["Location"]]
            elif response.get("Content-Type", "").startswith("text/html"):
                found = sorted(urljoin(url, link) for link in Page(text, url).links)
            waiting += [one for link in found if (one := self.worth(link))]
        return self

    def get(self, url, **headers):
        response = self.client.get(url, headers=headers or None)
        text = text_of(response)
        asked = self.canaries.in_text(url)
        told = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
        self.read[url] = self.canaries.in_text(text + told) - asked
        self.status[url] = response.status_code
        assert response.status_code < 500, url
        return text, response

    def worth(self, url) -> tuple[str, str] | None:
        """Its name and itself, where it is ours and none like it was seen, but with another key in it."""
        parts = urlsplit(url)
        if parts.netloc not in ("", "testserver") or parts.scheme not in ("", "http"):
            return None
        try:
            match = resolve(parts.path)
        except Resolver404:
            return None
        name = match.view_name or ""
        if name.startswith(PASSED_BY):
            return None
        query = parse_qs(parts.query, keep_blank_values=True)
        kinds = tuple(sorted((key, value) for key, value in match.kwargs.items() if key not in ("pk", "slug")))
        words = tuple(query.get(key, [""])[0] for key in SHAPES_THE_PAGE)
        shape = (name, kinds, tuple(sorted(set(query) - set(BESIDE))), words)
        if shape in self.shapes:
            return None
        self.shapes[shape] = url
        return name, url

    def found(self) -> set[str]:
        return set().union(*self.read.values())

    def leaks(self, readable) -> dict[str, list]:
        """By address what may not be read there, in words."""
        return {
            url: [self.canaries.named[word] for word in sorted(words - readable)]
            for url, words in self.read.items()
            if words - readable
        }


def text_of(response) -> str:
    body = response.getvalue() if response.streaming else response.content
    if body[:2] == b"PK":  # a workbook
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist())
    return body.decode(errors="replace")
