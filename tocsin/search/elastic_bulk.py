"""Writes batches of documents, and tells for each what became of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import ApiError, Elasticsearch

from tocsin.errors import DependencyDown
from tocsin.search.base import Write, WriteResult
from tocsin.search.elastic_client import request_error, translated
from tocsin.search.elastic_mapping import Json
from tocsin.search.elastic_outcome import ItemError, classify, item_error
from tocsin.search.mapping import prepared, unfit

# "Increase until a plateau, stay below a couple tens of megabytes" (Elastic, Tune for
# indexing speed): both bounds lie on the plateau for cases of a few kilobytes.
BATCH_DOCUMENTS = 500
BATCH_BYTES = 8 * 1024 * 1024
_WHOLE_REQUEST_RETRY = frozenset({429, 503})
_BISECT = frozenset({400, 413})
# How a generation answers that was closed or removed by a promotion.
_GONE = frozenset({"cluster_block_exception", "index_not_found_exception"})
_ANSWER = ["errors", "items.*.status", "items.*.error.type", "items.*.error.reason"]


@dataclass(frozen=True, slots=True)
class Token:
    """What a write must show: the concrete index, and the place in its history."""

    index: str
    seq_no: int
    primary_term: int

    @classmethod
    def parse(cls, text: str) -> "Token":
        """Read what `str` wrote."""
        seq_no, primary_term, index = text.split(".", 2)
        return cls(index, int(seq_no), int(primary_term))

    def __str__(self) -> str:
        """As `Stored` carries it."""
        return f"{self.seq_no}.{self.primary_term}.{self.index}"


@dataclass(frozen=True, slots=True)
class _Line:
    """One write, ready to send."""

    position: int
    write: Write
    action: Json
    source: bytes


class BulkWriter:
    """Writes to an alias, or to one index while it is being filled.

    Args:
        client: of Elasticsearch.
        target: alias or index.
        live: tells the index behind the alias; None when `target` is an index.
    """

    def __init__(
        self,
        client: Elasticsearch,
        target: str,
        live: Callable[[], str | None] | None,
    ) -> None:
        """Send nothing yet."""
        self._client = client
        self._target = target
        self._live = live

    def write(self, writes: Sequence[Write]) -> list[WriteResult]:
        """One result for each, in order; see `SearchIndex`."""
        results: dict[int, WriteResult] = {}
        lines: list[_Line] = []
        for position, write in enumerate(writes):
            document = prepared(write.document)
            source = document.model_dump_json().encode()
            if reason := unfit(document, len(source)):
                rejected = WriteResult(document.case_id, "rejected", reason)
                results[position] = rejected
            else:
                lines.append(_Line(position, write, self._action(write), source))
        for batch in _batches(lines):
            results |= self._send(batch)
        return [results[position] for position in range(len(writes))]

    def _action(self, write: Write) -> Json:
        case_id = write.document.case_id
        if write.token is None:
            where = {"_index": self._target, "_id": case_id}
            # Where the alias is missing, this refuses to make an index of its name.
            return {"create": where | {"require_alias": self._live is not None}}
        token = Token.parse(write.token)
        return {
            "index": {
                "_index": token.index,
                "_id": case_id,
                "if_seq_no": token.seq_no,
                "if_primary_term": token.primary_term,
            }
        }

    def _send(self, lines: Sequence[_Line]) -> dict[int, WriteResult]:
        operations: list[Any] = [
            part for line in lines for part in (line.action, line.source)
        ]
        refused: ItemError | None = None
        items: list[Mapping[str, object]] = []
        with translated():
            try:
                answer = self._client.bulk(operations=operations, filter_path=_ANSWER)
                items = [next(iter(item.values())) for item in answer["items"]]
            except ApiError as exc:
                refused = request_error(exc)
                if not _handled(refused):
                    raise
        if refused is not None:
            return self._refused(lines, refused)
        if len(items) != len(lines):
            raise DependencyDown("Elasticsearch", "it answered for other writes")
        return self._results(lines, [item_error(item) for item in items])

    def _refused(
        self, lines: Sequence[_Line], error: ItemError
    ) -> dict[int, WriteResult]:
        """Halve a request that is refused whole, until the culprit stands alone."""
        if error.status in _BISECT and len(lines) > 1:
            middle = len(lines) // 2
            return self._send(lines[:middle]) | self._send(lines[middle:])
        return self._results(lines, [error] * len(lines))

    def _results(
        self, lines: Sequence[_Line], errors: Sequence[ItemError]
    ) -> dict[int, WriteResult]:
        gone = any(error.type in _GONE for error in errors)
        live = self._live() if self._live and gone else None
        return {
            line.position: _result(line, error, live)
            for line, error in zip(lines, errors, strict=True)
        }


def _handled(error: ItemError) -> bool:
    """Whether nothing of the request was applied, and the writes have a fate.

    A gateway's 502 or 504 leaves that open.
    """
    return (
        error.status in _BISECT | _WHOLE_REQUEST_RETRY
        or error.type == "cluster_block_exception"
    )


def _result(line: _Line, error: ItemError, live: str | None) -> WriteResult:
    case_id = line.write.document.case_id
    token = line.write.token
    if live and token and error.type in _GONE and Token.parse(token).index != live:
        # A rebuild was promoted since the case was read: read it again there.
        return WriteResult(case_id, "conflict", "promoted")
    fate = classify(error)
    reason = "" if fate == "written" else error.type or f"http_{error.status}"
    return WriteResult(case_id, fate, reason)


def _batches(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    batch: list[_Line] = []
    size_bytes = 0
    for line in lines:
        full = size_bytes + len(line.source) > BATCH_BYTES
        if batch and (full or len(batch) == BATCH_DOCUMENTS):
            yield batch
            batch, size_bytes = [], 0
        batch.append(line)
        size_bytes += len(line.source)
    if batch:
        yield batch
