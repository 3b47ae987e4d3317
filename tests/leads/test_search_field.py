from django.urls import reverse


def test_the_search_field_of_every_page_looks_among_all_leads(cast, client):
    client.force_login(cast.alice)
    response = client.get(reverse("search"), {"q": " 王芳 & co "})
    assert (response.status_code, response.url) == (302, "/leads/?view=all&q=%E7%8E%8B%E8%8A%B3+%26+co")


def test_the_search_field_is_for_those_signed_in(client):
    assert client.get(reverse("search"), {"q": "x"}).url.startswith(reverse("login"))
