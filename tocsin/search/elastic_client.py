"""Connection to Elasticsearch, and its errors in our words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, Elasticsearch, TransportError

from tocsin.errors import DependencyDown, Halt
from tocsin.search.elastic_outcome import ItemError


@dataclass(frozen=True, slots=True)
class Access:
    """What opens Elasticsearch, and what it is known by.

    Attributes:
        api_key: sent with each request; never logged.
        ca: file of the certificates that an https address is known by; None is those
            that everybody trusts (certifi's).
    """

    api_key: str | None = None
    ca: Path | None = None


def connect(url: str, access: Access, *, timeout_s: float) -> Elasticsearch:
    """A client that never repeats a request: the caller knows what is safe.

    By https it speaks only to who shows a certificate of its name.
    """
    return Elasticsearch(
        url,
        api_key=access.api_key,
        ca_certs=DEFAULT if access.ca is None else str(access.ca),
        request_timeout=timeout_s,
        max_retries=0,
        retry_on_timeout=False,
    )


def request_error(error: ApiError) -> ItemError:
    """Status, type and reason of a refused request."""
    match error.body:
        case {"error": {"type": str(type_), "reason": reason}}:
            return ItemError(error.meta.status, type_, str(reason))
        case _:
            return ItemError(error.meta.status)


@contextmanager
def translated() -> Iterator[None]:
    """Turn the errors of a request into ours.

    Raises:
        DependencyDown: no answer, overload, or a server error.
        Halt: rights or the index are missing, or the request is wrong.
    """
    try:
        yield
    except TransportError as exc:
        raise DependencyDown("Elasticsearch", type(exc).__name__) from exc
    except ApiError as exc:
        raise _ours(request_error(exc)) from exc


def _ours(error: ItemError) -> Exception:
    what = f"{error.status} {error.type}".strip()
    match error.status:
        case 400 | 401 | 403 | 404 if error.type != "cluster_block_exception":
            return Halt(f"Elasticsearch refuses: {what}")
        case _:
            return DependencyDown("Elasticsearch", what)
