from decimal import Decimal

import pytest

from leads.models import Lead
from leads.scoring.suggesting import is_business_address
from tests.factories import make_lead


def stars(**values):
    lead = Lead(**values)
    lead.normalize()
    return lead.suggested_rating


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {
                "email": "cto@acme.io",
                "phone": "1",
                "title": "CTO",
                "industry_id": "technology",
                "employees": 500,
                "annual_revenue": Decimal(50_000_000),
            },
            5,
        ),
        ({"email": "someone@gmail.com"}, 1),
        ({"email": "a@acme.io"}, 1),
        ({"email": "a@acme.io", "phone": "1"}, 2),
        ({"email": "a@acme.io", "mobile": "1"}, 2),
        ({"title": "Director"}, 2),
        ({"email": "a@acme.io", "title": "VP", "industry_id": "finance"}, 4),
        ({"email": "a@acme.io", "phone": "1", "industry_id": "healthcare"}, 3),
        (
            {
                "email": "a@acme.io",
                "title": "Vice President",
                "employees": 199,
                "annual_revenue": Decimal(9_999_999),
            },
            3,
        ),
        (
            {
                "email": "a@acme.io",
                "title": "Vice President",
                "employees": 200,
                "annual_revenue": Decimal(10_000_000),
            },
            4,
        ),
        ({"email": "a@myoutlook.com", "phone": "1"}, 2),
        ({"company": "Acme"}, 1),
    ],
)
def test_the_stars_a_lead_looks_like(values, expected):
    assert stars(**values) == expected


def test_what_people_rated_is_kept(db):
    lead = make_lead(email="someone@gmail.com", rating=4)
    assert (lead.rating, lead.suggested_rating) == (4, 1)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("a@acme.io", True),
        ("a@myoutlook.com", True),
        ("a@outlook.acme.com", True),
        ("gmail.com@acme.io", True),
        ("a@gmail.com", False),
        ("A@GMAIL.com", False),
        ("a@yahoo.co.uk", False),
        ("a@hotmail.fr", False),
        ("a@qq.com", False),
        ("a@163.com", False),
        ("", False),
        ("@", False),
    ],
)
def test_an_address_at_a_domain_of_ones_own_is_business(address, expected):
    assert is_business_address(address) is expected
