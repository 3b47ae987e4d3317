"""The second factor: codes of an authenticator app (TOTP), and recovery codes for the day the phone is lost.

django-otp keeps the devices, refuses a code that was used, and makes whoever guesses wait longer each time. Of
recovery codes only a digest is kept: with 80 random bits each, nobody tries them out.
"""

import hashlib
import re
import secrets
from base64 import b32encode, b64encode
from math import ceil

import segno
from django.db import transaction
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from hotcrm.audit.kinds import Kind
from hotcrm.audit.notes import note

from .models import User

NEW_KEY = "new_second_factor"  # in the session, until it is confirmed
TOLERANCE = 1  # steps of half a minute that a clock may be wrong
RECOVERY_CODES = 10
GROUPS, GROUP = 4, 4  # a recovery code: xxxx-xxxx-xxxx-xxxx
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # 32, none of which is taken for another


class TooSoon(Exception):
    """Wrong codes make everybody wait, longer each time."""

    def __init__(self, until):
        super().__init__(until)
        self.seconds = max(1, ceil((until - timezone.now()).total_seconds()))


def device_of(user) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def codes_left(user) -> int:
    return StaticToken.objects.filter(device__user=user).count()


def new_device(session, user) -> TOTPDevice:
    """What is being set up in this session, and counts for nothing before a code of it was typed."""
    return TOTPDevice(user=user, name="app", key=session.setdefault(NEW_KEY, default_key()), tolerance=TOLERANCE)


def secret_of(device) -> str:
    """As an app wants it typed."""
    return " ".join(re.findall("....", b32encode(device.bin_key).decode()))


def picture_of(device) -> str:
    """The QR code as SVG, of its own size and in the colours of the page's own style."""
    return segno.make(device.config_url, error="m").svg_inline(
        scale=4, border=2, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )


def set_up(device, code) -> list[str] | None:
    """Confirm this device by a code of it. The new recovery codes, or None when the code is wrong."""
    totp = TOTP(device.bin_key)
    number = as_number(code)
    if number is None or not totp.verify(number, tolerance=TOLERANCE):
        return None
    with transaction.atomic():
        User.objects.select_for_update().get(pk=device.user_id)  # of two at once the later one stays
        TOTPDevice.objects.filter(user=device.user).delete()
        device.last_t = totp.t()  # this code has been used
        device.last_used_at = timezone.now()
        device.save()
        note(Kind.TWO_FACTOR_ON, by=device.user, target=device.user)
        return new_recovery_codes(device.user)


@transaction.atomic
def new_recovery_codes(user) -> list[str]:
    """Ten, which nobody can read again; those there were are good for nothing now."""
    User.objects.select_for_update().get(pk=user.pk)
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = ["-".join(_letters(GROUP) for _ in range(GROUPS)) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=digest_of(code, user)) for code in codes)
    return codes


@transaction.atomic
def turn_off(user):
    for model in (TOTPDevice, StaticDevice):
        model.objects.filter(user=user).delete()


@transaction.atomic
def accept(user, code) -> bool:
    """Whether this is a code of theirs: of the app, or for recovery. Good once, also of two who come at once.

    Raises TooSoon after wrong ones: the code was not even looked at.
    """
    number = as_number(code)
    model = StaticDevice if number is None else TOTPDevice
    device = model.objects.select_for_update().filter(user=user, confirmed=True).first()
    if device is None:
        return False
    is_allowed, told = device.verify_is_allowed()
    if not is_allowed:
        raise TooSoon(told["locked_until"])
    return device.verify_token(digest_of(code, user) if number is None else number)


def forget_wrong_codes(user):
    for model in (TOTPDevice, StaticDevice):
        model.objects.filter(user=user).update(throttling_failure_count=0, throttling_failure_timestamp=None)


def as_number(code) -> int | None:
    """Six digits, with whatever spaces an app shows in them; None for what is no code of an app."""
    digits = "".join(code.split())
    return int(digits) if re.fullmatch("[0-9]{6}", digits) else None


def digest_of(code, user) -> str:
    """Sixteen letters, as many as django-otp keeps; typed with or without dashes, large or small."""
    letters = re.sub("[^a-z0-9]", "", code.lower())
    return b64encode(hashlib.sha256(f"{user.pk}:{letters}".encode()).digest()).decode()[:16]


def _letters(number) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(number))
