"""Versioned indices behind an alias: `cases-v<mapping>-<build>` behind `cases`."""

import re
from collections.abc import Mapping

import structlog
from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from tocsin.errors import DependencyDown, Halt, OtherMapping
from tocsin.search.elastic_client import translated
from tocsin.search.elastic_mapping import ElasticOptions, Json, index_body
from tocsin.search.mapping import mapping_version

_log = structlog.get_logger(__name__)

_NOT_THERE = "aliases_not_found_exception"
_TAKEN = frozenset(
    {"resource_already_exists_exception", "invalid_alias_name_exception"}
)


class ElasticIndices:
    """The generations of one alias."""

    def __init__(
        self, client: Elasticsearch, alias: str, options: ElasticOptions
    ) -> None:
        """Ask nothing yet."""
        self._client = client
        self._alias = alias
        self._options = options
        self._name = re.compile(rf"{re.escape(alias)}-v[0-9a-f]{{8}}-(\d{{4,}})")

    def live(self) -> str | None:
        """The index behind the alias; None without one."""
        with translated():
            try:
                found = self._client.indices.get_alias(name=self._alias)
            except NotFoundError:
                return None
        return next(iter(found.body), None)

    def apply(self) -> None:
        """Create an index behind the alias if there is none.

        Where there is one it only reads: the index worker may do no more.

        Raises:
            Halt: an index has the alias's name.
            OtherMapping: the live index has another mapping.
        """
        if self.live() is None:
            self._create(aliased=True)
        self._check()

    def _check(self) -> None:
        live = self.live()
        if live is None:
            raise Halt(f"{self._alias} is an index and must be an alias: remove it")
        with translated():
            mapping = self._client.indices.get_mapping(index=live)[live]
        version = mapping["mappings"].get("_meta", {}).get("version")
        if version != mapping_version():
            raise OtherMapping(live, str(version), mapping_version())

    def create(self) -> str:
        """Create the next generation, without the alias; returns its name."""
        return self._create(aliased=False)

    def _create(self, *, aliased: bool) -> str:
        self._forbid_guessing()
        builds = [self._build(name) for name in self._names()]
        build = max(builds, default=0) + 1
        name = f"{self._alias}-v{mapping_version()}-{build:04}"
        aliases: Json = {self._alias: {}} if aliased else {}
        body = index_body(self._options)
        with translated():
            try:
                self._client.indices.create(
                    index=name,
                    aliases=aliases,
                    # A search must not find half of a new index.
                    wait_for_active_shards=1,
                    settings=body["settings"],
                    mappings=body["mappings"],
                )
            except BadRequestError as exc:
                # Another process made it at the same time, or an index has the name of
                # the alias: `apply` looks again at what there is.
                if not aliased or exc.error not in _TAKEN:
                    raise
        return name

    def _forbid_guessing(self) -> None:
        """Let a write to a removed generation fail.

        Else it makes an index of that name with a guessed mapping.
        """
        with translated():
            self._client.indices.put_index_template(
                name=f"{self._alias}-generations",
                index_patterns=[f"{self._alias}-v*"],
                allow_auto_create=False,
            )

    def _names(self) -> list[str]:
        with translated():
            found: Mapping[str, object] = self._client.indices.get_alias(
                index=f"{self._alias}-v*"
            ).body
        return [name for name in found if self._name.fullmatch(name)]

    def _build(self, name: str) -> int:
        return int(name.rsplit("-", 1)[1])

    def promote(self, name: str) -> None:
        """Move the alias to a generation, then close the one before to writes.

        Never the other way round: who is killed in between would leave behind a live
        index that takes no write, and nobody could tell the block from an operator's.
        What is written to the one before in that moment is in the log before, so who
        promotes reads the log once more from there.

        The one before stays until the next promotion.

        Raises:
            DependencyDown: no answer, or another rebuild was promoted meanwhile.
        """
        old = self.live()
        with translated():
            try:
                self._swap(old, name)
            except NotFoundError as exc:
                if exc.error != _NOT_THERE:
                    raise
                raise DependencyDown("index", "another rebuild made it anew") from exc
        if old is not None:
            self._retire(old)

    def _retire(self, old: str) -> None:
        """Close one that is live no more, and delete those before it.

        Where that fails nothing is lost, and the next promotion deletes it.
        """
        try:
            with translated():
                self._client.indices.add_block(index=old, block="write")
            self._remove_before(old)
        except (DependencyDown, Halt) as exc:
            _log.warning("generation_not_retired", index=old, reason=str(exc))

    def remove_past(self) -> None:
        """Delete the generations that are live no more."""
        if live := self.live():
            self._remove_before(live)

    def _remove_before(self, name: str) -> None:
        for other in self._names():
            if self._build(other) < self._build(name):
                self.remove(other)

    def _swap(self, old: str | None, name: str) -> None:
        actions: list[Json] = [{"add": {"index": name, "alias": self._alias}}]
        if old is not None:
            # Else two rebuilds at once would leave the alias on two indices.
            gone = {"index": old, "alias": self._alias, "must_exist": True}
            actions.append({"remove": gone})
        self._client.indices.update_aliases(actions=actions)

    def remove(self, name: str) -> None:
        """Delete a generation."""
        with translated():
            self._client.indices.delete(index=name, ignore_unavailable=True)
