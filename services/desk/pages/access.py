"""Who may see the pages. Until there are accounts: whoever sits at this machine."""

from ipaddress import ip_address

from fastapi import Request

from tocsin.settings import Settings
from tocsin.web.problems import Problem

_LOCAL_NAME = "localhost"


def is_open(settings: Settings) -> bool:
    """Whether the pages are served at all: on a loopback address only.

    A demonstration is always on one: settings refuse another.
    """
    return settings.demo or _is_loopback(settings.host)


def require_local_name(request: Request) -> None:
    """Refuse a request that came by another name than that of this machine.

    A site can point its own name at 127.0.0.1 and then read the answers as its own (DNS
    rebinding); the name that was asked for gives it away.

    Raises:
        Problem: forbidden.
    """
    if not _is_loopback(request.url.hostname or ""):
        raise refusal()


def refusal() -> Problem:
    """What everybody else is told."""
    return Problem(
        "forbidden",
        "The desk has no accounts yet. Its pages are served on a loopback address only,"
        " such as http://127.0.0.1:8420/desk/.",
    )


def _is_loopback(host: str) -> bool:
    if host == _LOCAL_NAME:
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
