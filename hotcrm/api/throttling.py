"""How much may be asked of the API in a while: counted in the cache, and without it not at all."""

import hashlib
import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.throttling import BaseThrottle

from hotcrm.people.addresses import address_of

log = logging.getLogger(__name__)
MINUTE = 60


@dataclass(frozen=True)
class Budget:
    """So many times in so many seconds, for each of many askers. The seconds stand in fixed windows: two commands
    to the cache, whatever the amount. A cache that is away lets everybody pass."""

    name: str
    amount: int
    seconds: int

    def spend(self, asker) -> int | None:
        """Count one more of this asker; when it was too much, the seconds until there is more."""
        try:
            cache.add(self._key(asker), 0, timeout=2 * self.seconds)
            return self._wait() if cache.incr(self._key(asker)) > self.amount else None
        except ValueError:  # what is little used is dropped from a full memory
            pass
        except (OSError, RedisError) as error:
            _report(error)
        return None

    def is_new(self, asker, thing) -> bool:
        """Whether this asker brings this thing for the first time; to count things rather than tries."""
        try:
            return cache.add(f"{self._key(asker)}:{thing}", 1, timeout=2 * self.seconds)
        except (OSError, RedisError) as error:
            _report(error)
        return False

    def overdrawn(self, asker) -> int | None:
        """The seconds to wait for somebody who has spent all there was."""
        try:
            return self._wait() if cache.get(self._key(asker), 0) >= self.amount else None
        except (OSError, RedisError) as error:
            _report(error)
        return None

    def _key(self, asker) -> str:
        # Whatever an address was made of, the cache takes it, and does not tell it.
        who = hashlib.sha256(str(asker).encode()).hexdigest()
        return f"api:{self.name}:{who}:{int(time.time()) // self.seconds}"

    def _wait(self) -> int:
        return self.seconds - int(time.time()) % self.seconds


def _report(error):
    log.warning("Requests are not counted, the cache is away: %s", error)


def visitors() -> Budget:
    return Budget("visitor", settings.API_RATE_VISITOR, MINUTE)


class PersonalRate(BaseThrottle):
    """Every person has one budget for all their tokens and sessions; visitors have one for each address."""

    def allow_request(self, request, view) -> bool:
        if request.user.is_authenticated:
            self.seconds = Budget("person", settings.API_RATE, MINUTE).spend(request.user.pk)
        else:
            self.seconds = visitors().spend(address_of(request))
        return self.seconds is None

    def wait(self) -> int | None:
        return self.seconds
