"""Several at once come with the same code. The control does the same without the lock: two are let in."""

from threading import Barrier, BrokenBarrierError

import pytest
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from hotcrm.people import second_factor
from tests.conftest import make_cast
from tests.leads.test_races import race
from tests.people.codes import code_of, make_device

pytestmark = pytest.mark.django_db(transaction=True)
RUNNERS = 4


@pytest.fixture
def alice(transactional_db):
    alice = make_cast().alice
    alice.device, alice.recovery = make_device(alice)
    return alice


def test_of_many_with_one_recovery_code_one_is_let_in(alice):
    assert race(coming(alice, alice.recovery[0]), range(RUNNERS)).count(True) == 1
    assert StaticToken.objects.count() == 9


def test_of_many_with_one_code_of_the_app_one_is_let_in(alice):
    assert race(coming(alice, code_of(alice.device)), range(RUNNERS)).count(True) == 1


def coming(person, code):
    def come(_number):
        try:
            return second_factor.accept(person, code)
        except second_factor.TooSoon:  # after somebody else's try, which was wrong by then
            return False

    return come


def test_the_control_lets_two_in(alice):
    """The device is read, and the code looked at, before either has used it up."""
    seen = Barrier(2)

    def come(_number):
        device = StaticDevice.objects.get(user=alice)
        match = StaticToken.objects.filter(
            device=device, token=second_factor.digest_of(alice.recovery[0], alice)
        ).first()
        try:
            seen.wait(timeout=10)
        except BrokenBarrierError:
            return False
        if match is not None:
            match.delete()
        return match is not None

    assert race(come, range(2)).count(True) == 2


def test_of_two_set_ups_at_once_one_device_stays(alice):
    keys = [TOTPDevice(user=alice, name="app") for _ in range(2)]

    def set_up(number):
        return second_factor.set_up(keys[number], code_of(keys[number]))

    found = race(set_up, range(2))
    assert [len(codes) for codes in found] == [10, 10]
    assert (TOTPDevice.objects.filter(user=alice).count(), second_factor.codes_left(alice)) == (1, 10)
