"""Who asks: from which address, with which key, in which browser; and so what they may do and how often.

A key comes in the header `Authorization` (`Bearer KEY`; as the password of `Basic`, for tools that know only that), or in a
cookie, where a person gave it to the page /key. Browsers send cookies unasked: what comes with one may read, and may write
by a form with a token of ours, but not through the API.

The token of a form is a keyed digest of a random name that the browser was given in a cookie; only this server can make it, and
only the browser that holds the cookie can use it. It is masked anew each time it is written into a page: a page that is sent
compressed, and repeats what was asked, could else be made to give it away (BREACH).
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Mapping
from typing import Any

from citance.services.status_codes import TurnedAway
from citance.serving.keys import Key, KeyRing, Scope, is_meant_as_key
from citance.serving.limits import Left, RateLimits, household
from citance.serving.options import ServeOptions

BROWSER, KEY = "citance_browser", "citance_key"  # cookies
IN_SCOPE = "citance.visit"
_FAILURES = 10  # a minute, from one address


class Denied(TurnedAway):
    """Whoever asks may not do this: `status` is 401 where a key would help, 403 where this one does not, 429 for too often."""


class Visit:
    """One question, and who asks it. `cookies` are those to be set with its answer."""

    def __init__(self, address: str, key: Key | None, by_cookie: bool, browser: str | None) -> None:
        self.address, self.key, self.by_cookie, self.browser = address, key, by_cookie, browser
        self.cookies: list[str] = []


class Visits:
    """Recognises who asks, and knows what they may."""

    def __init__(self, options: ServeOptions, ring: KeyRing, limits: RateLimits) -> None:
        self._options, self._ring, self._limits = options, ring, limits
        self._secret = bytes.fromhex(options.secret) or secrets.token_bytes(32)

    # -- at the door

    def recognise(self, scope: Mapping[str, Any], given: Mapping[bytes, bytes]) -> Visit:
        """Who asks. Raises Denied for a key that is none, and where there were too many of them from one address."""
        client = scope.get("client")
        address = household(client[0]) if client else "nowhere"
        cookies = _cookies(given.get(b"cookie", b"").decode("latin-1"))
        spelled = _presented(given.get(b"authorization", b"").decode("latin-1"))
        by_cookie = spelled is None and KEY in cookies
        key = None
        if spelled is not None:
            key = self.look_up(address, spelled)
        elif by_cookie:
            key = self._ring.find(cookies[KEY])  # an old one is passed over: the browser sends it with everything
        browser = cookies.get(BROWSER)
        visit = Visit(address, key, by_cookie, browser if browser and len(browser) == 43 and browser.isascii() else None)
        if by_cookie and key is None:
            visit.cookies.append(self._cookie(scope, KEY, "", forget=True))
        return visit

    def look_up(self, address: str, spelled: str) -> Key:
        """The key that is spelled so. Raises Denied: who tries one after the other soon has to wait, even with a good one."""
        who = f"failures {address}"
        left = self._limits.take(who, _FAILURES, cost=0)
        if not left.allowed:
            raise Denied(429, "too many keys that are none came from this address; wait a while", _headers(left, "keys"))
        key = self._ring.find(spelled)
        if key is None:
            self._limits.take(who, _FAILURES)
            raise Denied(401, "this key is not good", CHALLENGE)
        return key

    def count(self, visit: Visit) -> Left | None:
        """What is left after this question; None where they are not counted. Raises Denied where it was one too many."""
        quota = self._options.rate_per_address if visit.key is None else self._options.rate_per_key
        if not quota:
            return None
        left = self._limits.take(f"address {visit.address}" if visit.key is None else f"key {visit.key.id}", quota)
        if not left.allowed:
            raise Denied(429, f"no more than {quota:,} questions a minute", _headers(left, policy_of(visit)))
        return left

    # -- what they may

    def may(self, visit: Visit, scope: Scope, *, through_api: bool = False) -> bool:
        """Whether they may do this; through the API no cookie counts for what writes."""
        if scope == "read":
            return self._options.open_reading or visit.key is not None
        if self._options.takes_from_all():
            return True
        return visit.key is not None and visit.key.may(scope) and not (through_api and visit.by_cookie)

    def may_withdraw(self, visit: Visit, reviewer: str) -> bool:
        """Whether they may take back a review in this name: one's own, or, with a key for everything, anybody's. Whether they
        may review at all is asked besides. Where a server that is not public needs no key, all sit at one machine; on a public
        one a name without a key is nobody's."""
        if self._options.takes_from_all() and not self._options.public:
            return True
        return visit.key is not None and (visit.key.may("admin") or visit.key.owner == reviewer)

    def may_sign(self, visit: Visit, name: str) -> bool:
        """Whether they may review in this name: with a key, in its owner's; without one, on a public server, in none that is the
        name of a key's owner, however it is spelled: it would speak for them, and take back what they said."""
        if visit.key is not None:
            return visit.key.owner == name
        return not self._options.public or not self._ring.is_owner(name)

    def check(self, visit: Visit, scope: Scope, *, through_api: bool = False) -> None:
        """Raises Denied where they may not."""
        if self.may(visit, scope, through_api=through_api):
            return
        if visit.key is None or (through_api and visit.by_cookie):
            raise Denied(401, f"this needs a key with the scope {scope!r}", CHALLENGE)
        raise Denied(403, f"this needs a key with the scope {scope!r}; this one has {', '.join(visit.key.scopes)}")

    # -- forms

    def token(self, scope: Mapping[str, Any], visit: Visit) -> str:
        """The token for a form in this browser, which gets a name where it has none."""
        if visit.browser is None:
            visit.browser = secrets.token_urlsafe(32)
            visit.cookies.append(self._cookie(scope, BROWSER, visit.browser))
        mask = secrets.token_bytes(32)
        return base64.urlsafe_b64encode(mask + _xor(mask, self._digest(visit.browser))).decode()

    def is_token(self, visit: Visit, token: str) -> bool:
        """Whether the token was made for this browser."""
        try:
            given = base64.b64decode(token, altchars=b"-_", validate=True)
        except ValueError:
            return False
        if visit.browser is None or len(given) != 64:
            return False
        return hmac.compare_digest(_xor(given[:32], given[32:]), self._digest(visit.browser))

    def keep_key(self, scope: Mapping[str, Any], visit: Visit, spelled: str) -> None:
        """Let the browser send this key from now on, until it is closed. Raises Denied where it is none."""
        visit.key = self.look_up(visit.address, spelled)
        visit.by_cookie = True
        visit.cookies.append(self._cookie(scope, KEY, spelled.strip()))

    def forget_key(self, scope: Mapping[str, Any], visit: Visit) -> None:
        """Let the browser send it no more."""
        visit.key = None
        visit.cookies.append(self._cookie(scope, KEY, "", forget=True))

    def _digest(self, browser: str) -> bytes:
        return hmac.digest(self._secret, browser.encode(), "sha256")

    def _cookie(self, scope: Mapping[str, Any], name: str, value: str, *, forget: bool = False) -> str:
        # Lax, not Strict: a link from elsewhere leads to a page as this browser has it, and a link writes nothing. With a strict
        # one it would be given a new name, and the forms open in its other windows would be no longer good.
        parts = [f"{name}={value}", f"Path={self._options.root_path or '/'}", "HttpOnly", "SameSite=Lax"]
        if scope.get("scheme") == "https":
            parts.append("Secure")
        if forget:
            parts.append("Max-Age=0")
        return "; ".join(parts)


CHALLENGE = ((b"www-authenticate", b'Bearer realm="Citance"'),)


def policy_of(visit: Visit) -> str:
    """By what questions are counted."""
    return "address" if visit.key is None else "key"


def _headers(left: Left, policy: str) -> tuple[tuple[bytes, bytes], ...]:
    return tuple(left.headers(policy))


def _presented(authorization: str) -> str | None:
    """The key in the header, whatever it is; None where there is none.

    A password that does not begin as keys do is for somebody else: for a proxy that stands before this server.
    """
    kind, _, rest = authorization.strip().partition(" ")
    if kind.lower() == "bearer":
        return rest.strip()
    if kind.lower() == "basic":
        try:
            password = base64.b64decode(rest.strip(), validate=True).decode().partition(":")[2]
        except ValueError:  # neither Base64 nor text
            return ""
        return password if is_meant_as_key(password) else None
    return None


def _cookies(header: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return {name: value for name, _, value in pairs if name}


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
