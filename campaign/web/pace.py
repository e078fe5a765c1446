"""How often somebody may ask for something, without knowing who it was.

An address is never kept: what stands in the cache is a keyed hash whose key lives in Valkey only, changes each day
and is gone two days later. So yesterday's hashes can't be tied to anybody, not even by us.
"""

import hashlib
import hmac
import ipaddress
import logging
import secrets

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

from campaign.lib import clock

logger = logging.getLogger(__name__)

KEY_LASTS = 2 * 24 * 3600  # seconds
UNKNOWN = "unknown"


def allow(what: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count one more `what` by `who`; whether that is within `limit` in the `seconds` since the first one.

    While Valkey is away everything is allowed: for the moment until it is back, people matter more than the pace.
    """
    try:
        place = f"pace:{what}:{_keyed(f'{what}:{who}')}"
        if cache.add(place, 1, timeout=seconds):
            return limit > 0
        return int(cache.incr(place)) <= limit
    except ValueError:  # it lapsed between the two: a new window begins
        return allow(what, who, limit=limit, seconds=seconds)
    except RedisError:
        logger.warning("The pace of %s can't be counted: Valkey does not answer.", what)
        return True


def source(request: HttpRequest) -> str:
    """Where a request comes from, as today's keyed hash (32 hexadecimal digits); an IPv6 address by its /64."""
    try:
        return _keyed(f"source:{_address(request)}")
    except RedisError:
        return UNKNOWN


def _address(request: HttpRequest) -> str:
    """The peer's address. Behind our proxy (SITE_URL is https) it is the last one in X-Forwarded-For: those before
    it are the asker's own words."""
    text = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        text = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or text
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # a Unix socket has no address, a broken proxy sends none
        return UNKNOWN
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((address, 64), strict=False).network_address)
    return str(address)


def _keyed(text: str) -> str:
    return hmac.new(_key_of_today().encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


def _key_of_today() -> str:
    """Made by whoever comes first on a day (UTC); asked from Valkey each time, so that no process remembers it."""
    place = f"pace:key:{clock.now():%Y-%m-%d}"
    key = cache.get(place)
    if key is None:
        cache.add(place, secrets.token_hex(32), timeout=KEY_LASTS)
        key = cache.get(place)
    return str(key)
