"""Requests that the desk does not answer, whoever asks."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

from fastapi import Request

from tocsin.settings import Settings
from tocsin.web.pages import is_safe, require_same_origin
from tocsin.web.problems import Problem

LOCAL_NAME = "localhost"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host")


@dataclass(frozen=True, slots=True)
class Door:
    """Lets requests pass that come by the right name, safely, and not by another site.

    Attributes:
        is_local: the desk is served on a loopback address.
        own_host: host and port of the setting `desk_url`; None where it is not set.
    """

    is_local: bool
    own_host: str | None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The door of a desk with these settings."""
        # A demonstration is for this machine, whatever a proxy makes of it.
        url = None if settings.demo else settings.desk_url
        return cls(is_loopback(settings.host), urlsplit(url).netloc if url else None)

    def __call__(self, request: Request) -> None:
        """Let pass or refuse.

        Raises:
            Problem: forbidden.
        """
        self._check_name(request)
        if not is_safe(request) and not is_loopback(request.url.hostname or ""):
            raise Problem(
                "forbidden",
                "The desk is used over HTTPS, so that nobody reads passwords on the way"
                ": docs/how-to/go-to-production.md.",
            )
        if request.method not in READING:
            require_same_origin(request)

    def _check_name(self, request: Request) -> None:
        """Refuse a request that came by a wrong name.

        A site can point its own name at 127.0.0.1 and then read the answers as its own
        (DNS rebinding); the name that was asked for gives it away.
        """
        if self.own_host and request.headers.get("host") == self.own_host:
            return
        name = request.url.hostname or ""
        if self.is_local and not is_here(request):
            raise Problem(
                "forbidden",
                "This desk is served to its own machine, under a loopback name such as"
                " 127.0.0.1. Set desk_url to serve it under another.",
            )
        if self.own_host and not is_loopback(name):
            raise Problem("forbidden", "The desk has another address.")


def is_here(request: Request) -> bool:
    """Whether somebody on this machine asks, and no proxy for others."""
    if any(name in request.headers for name in _FORWARDED):
        return False
    return is_loopback(request.url.hostname or "")


def is_loopback(host: str) -> bool:
    """Whether a name or an address is that of this machine."""
    if host == LOCAL_NAME:
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
