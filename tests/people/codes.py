"""What an authenticator app would show, and people who have one."""

import time

from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from hotcrm.people import second_factor

LONG_AGO = 10_000  # steps: no code of now has been used


def make_device(user) -> tuple[TOTPDevice, list[str]]:
    """A second factor that was set up a while ago, and its recovery codes."""
    device = TOTPDevice.objects.create(user=user, name="app", last_t=int(time.time()) // 30 - LONG_AGO)
    return device, second_factor.new_recovery_codes(user)


def code_of(device, *, step=0) -> str:
    """What the app shows now, or so many half minutes later."""
    return f"{totp(device.bin_key, t0=-30 * step):06}"


def sign_in(client, username="alice", password="demo", **typed):
    return client.post(reverse("login"), {"username": username, "password": password, **typed})


def is_signed_in(client) -> bool:
    return client.get(reverse("profile")).status_code == 200
