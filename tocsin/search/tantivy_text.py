"""The full-text half of a generation: a tantivy index in a folder."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import tantivy

from tocsin.errors import DependencyDown, Halt
from tocsin.search.tantivy_schema import SEQUENCE, make_document, make_schema
from tocsin.search.tantivy_store import Numbered
from tocsin.search.tantivy_words import ANALYZER, analyzer

# The least that tantivy takes for one thread is 15 MB; this holds a batch of the
# longest usual cases without cutting it into segments.
_HEAP_BYTES = 32 * 1024 * 1024
_Signature = tuple[int, int, int]


class TextIndex:
    """Words and fields of the documents; who writes holds the generation's lock."""

    def __init__(self, folder: Path) -> None:
        """Open the folder, or make it.

        Raises:
            Halt: the files are damaged or of another schema.
        """
        folder.mkdir(exist_ok=True)
        self.schema = make_schema()
        self._meta = folder / "meta.json"
        self._lock = Lock()
        self._seen: _Signature | None = None
        try:
            self._index = tantivy.Index(self.schema, path=str(folder))
        except ValueError as exc:
            raise Halt(
                f"the words in {folder.parent.name} cannot be read: stop all workers, "
                f"remove the folder {folder.name} in it and start again"
            ) from exc
        self._index.register_tokenizer(ANALYZER, analyzer())
        self._index.config_reader(reload_policy="manual")

    def searcher(self) -> tantivy.Searcher:
        """A snapshot that has every commit of any process until now."""
        signature = self._signature()
        with self._lock:
            if signature != self._seen:
                self._index.reload()
                self._seen = signature
            return self._index.searcher()

    def _signature(self) -> _Signature:
        # A commit puts a new file in place: its inode, time or size differ.
        stat = self._meta.stat()
        return stat.st_ino, stat.st_mtime_ns, stat.st_size

    def last(self) -> int:
        """Number of the last write that is searchable; 0 when there is none."""
        answer = self.searcher().aggregate(
            tantivy.Query.all_query(), {"last": {"max": {"field": SEQUENCE}}}
        )
        return int(answer["last"]["value"] or 0)

    def add(self, documents: Iterable[Numbered]) -> None:
        """Replace these documents in one commit.

        Raises:
            DependencyDown: tantivy cannot write (disk full, for instance).
        """
        with self._writer() as writer:
            for item in documents:
                writer.delete_documents_by_term("case_id", item.document.case_id)
                writer.add_document(make_document(item.document, item.sequence))
            writer.commit()

    def rewrite(self, documents: Iterable[Numbered]) -> None:
        """Replace all there is by these documents in one commit, in new files.

        Words of a document that was replaced stay in its segment until that is merged,
        and tantivy has no call to merge one.

        Raises:
            DependencyDown: tantivy cannot write (disk full, for instance).
        """
        with self._writer() as writer:
            writer.delete_all_documents()
            for item in documents:
                writer.add_document(make_document(item.document, item.sequence))
            writer.commit()
            writer.garbage_collect_files()

    @contextmanager
    def _writer(self) -> Iterator[tantivy.IndexWriter]:
        """Opened for one commit and closed after it (a millisecond).

        So no process keeps tantivy's own lock.
        """
        try:
            writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            yield writer
            writer.wait_merging_threads()
        except (ValueError, OSError) as exc:
            raise DependencyDown("index", "tantivy cannot write its files") from exc
