"""How often somebody may ask for something, without knowing who it was.

An address is never kept: what stands in the cache is a keyed hash whose key lives in Valkey only, changes each day
and is gone two days later. So yesterday's hashes can't be tied to anybody, not even by us.
"""

import hashlib
import hmac
import ipaddress
import logging
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from redis.exceptions import RedisError

from campaign.lib import clock, pulse

logger = logging.getLogger(__name__)

KEY_LASTS = 2 * 24 * 3600  # seconds
UNKNOWN = "unknown"


# Today's key, made by whoever comes first; then one more at the place of each deed, up to the first that is over its
# limit. In Valkey, because asking for each by itself took a third of a sign-up. KEYS: where the key is, what places
# begin with. ARGV: a new key, how long it lasts; then of each deed what is counted, its limit, its window's seconds.
COUNT = """
local key = redis.call('GET', KEYS[1])
if not key then
  key = ARGV[1]
  redis.call('SET', KEYS[1], key, 'EX', ARGV[2])
end
for deed = 3, #ARGV, 3 do
  local place = KEYS[2] .. redis.sha1hex(key .. ARGV[deed])
  local count = redis.call('INCR', place)
  if count == 1 then redis.call('EXPIRE', place, ARGV[deed + 2]) end
  if count > tonumber(ARGV[deed + 1]) then return deed / 3 end
end
return 0
"""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that may be done so often by one: what, by whom, how often, in how many seconds since the first."""

    what: str
    who: str
    limit: int
    seconds: int


def first_refused(*deeds: Deed) -> Deed | None:
    """Count each deed, in turn, until one is over its limit: that one, and those after it aren't counted.

    While Valkey is away everything is allowed: for the moment until it is back, people matter more than the pace.
    """
    said: list[str | int] = []
    for deed in deeds:
        said += [_hashed(settings.SECRET_KEY, f"{deed.what}:{deed.who}"), deed.limit, deed.seconds]
    try:
        refused = int(pulse.valkey().eval(COUNT, 2, _place_of_today(), "pace:", _new_key(), KEY_LASTS, *said))
    except RedisError:
        logger.warning("The pace of %s can't be counted: Valkey does not answer.", deeds[0].what)
        return None
    return deeds[refused - 1] if refused else None


def allow(what: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count one more `what` by `who`; whether that is within `limit` in the `seconds` since the first one."""
    return first_refused(Deed(what, who, limit, seconds)) is None


def here(request: HttpRequest, what: str, *, limit: int, seconds: int) -> Deed:
    """`what`, by where the request comes from: the address goes into a keyed hash here, and no further."""
    return Deed(what, _hashed(settings.SECRET_KEY, f"source:{_address(request)}"), limit, seconds)


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
    return _hashed(_key_of_today(), text)


def _hashed(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


def _place_of_today() -> str:
    return f"pace:key:{clock.now():%Y-%m-%d}"


def _new_key() -> str:
    return secrets.token_hex(32)


def _key_of_today() -> str:
    """Made by whoever comes first on a day (UTC); asked from Valkey each time, so that no process remembers it."""
    valkey, place = pulse.valkey(), _place_of_today()
    key = valkey.get(place)
    if key is None:
        valkey.set(place, _new_key(), nx=True, ex=KEY_LASTS)
        key = valkey.get(place)
    return key.decode() if isinstance(key, bytes) else str(key)
