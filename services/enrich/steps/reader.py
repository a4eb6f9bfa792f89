"""Reads texts: language, sentences and the names that a model marks."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from services.enrich.reading import Entity, Reading
from services.enrich.steps.language import detect
from services.enrich.steps.models import (
    DEFAULT_MODELS,
    NameModel,
    name_model,
)
from services.enrich.steps.passages import (
    PASSAGE_CHARS_MAX,
    is_readable,
    split_passages,
)
from services.enrich.steps.sentences import split_sentences

Item = tuple[str, str, str | None]
"""Evidence id, text, and the language that the reporter names."""

# A batch of this many characters takes some 100 MB while the model works on it; larger
# ones are no faster.
_BATCH_CHARS_MAX = 120_000
# Many reports attach the same article. A passage holds some dozens of entities: 4,096
# of them take under 50 MB.
_SEEN_PASSAGES_MAX = 4_096
# What the rules found in so many texts is kept too: positions of some dozens of signs
# and names, 10 kB a text. Texts longer than a passage are rarely sent twice.
_SEEN_TEXTS_MAX = 1_024


@dataclass(frozen=True, slots=True)
class _Passage:
    """A piece of one item that a model is to read."""

    item: int
    start: int
    text: str
    key: bytes


class Reader:
    """Reads texts in batches and remembers passages that it has read.

    Args:
        models: the spaCy package by language; other languages are read by rules alone.
    """

    def __init__(self, models: Mapping[str, str] = DEFAULT_MODELS) -> None:
        self._models = models
        self._seen: OrderedDict[bytes, tuple[Entity, ...]] = OrderedDict()
        self._places: OrderedDict[bytes, dict[Any, Any]] = OrderedDict()

    def read(self, items: Sequence[Item]) -> list[Reading]:
        """One Reading an item, in order.

        Any Unicode string is read; time and memory grow with its length only.
        """
        languages = [detect(text, hint) for _, text, hint in items]
        sentences = [split_sentences(text) for _, text, _ in items]
        entities: list[list[Entity]] = [[] for _ in items]
        for language in sorted(set(languages) & set(self._models)):
            passages = [
                passage
                for i, (_, text, _) in enumerate(items)
                if languages[i] == language
                for passage in self._passages(i, text, sentences[i])
            ]
            for passage, found in self._entities(self._model(language), passages):
                entities[passage.item] += (
                    Entity(passage.start + e.start, passage.start + e.end, e.label)
                    for e in found
                )
        return [
            Reading(
                evidence_id=evidence_id,
                text=text,
                language=languages[i],
                entities=tuple(entities[i]),
                sentences=sentences[i],
                model=self._model_name(languages[i]),
                places=self._places_in(text, languages[i]),
            )
            for i, (evidence_id, text, _) in enumerate(items)
        ]

    def _places_in(self, text: str, language: str) -> dict[Any, Any]:
        """Where the steps put what they find in a text, by the digest of the text."""
        if len(text) > PASSAGE_CHARS_MAX:
            return {}
        raw = text.encode("utf-8", "surrogatepass")
        key = language.encode() + blake2b(raw).digest()
        places = self._places.setdefault(key, {})
        self._places.move_to_end(key)
        while len(self._places) > _SEEN_TEXTS_MAX:
            self._places.popitem(last=False)
        return places

    def _model(self, language: str) -> NameModel:
        return name_model(self._models[language])

    def _model_name(self, language: str) -> str | None:
        return self._model(language).name if language in self._models else None

    def _passages(
        self, item: int, text: str, sentences: Sequence[tuple[int, int]]
    ) -> Iterator[_Passage]:
        for start, end in split_passages(text, sentences):
            passage = text[start:end]
            if is_readable(passage):
                raw = passage.encode("utf-8", "surrogatepass")
                yield _Passage(item, start, passage, blake2b(raw).digest())

    def _entities(
        self, model: NameModel, passages: Sequence[_Passage]
    ) -> Iterator[tuple[_Passage, tuple[Entity, ...]]]:
        """The entities of each passage, the model asked only for new ones."""
        found: dict[bytes, tuple[Entity, ...]] = {}
        new: dict[bytes, str] = {}
        for passage in passages:
            key = model.name.encode() + passage.key
            if key in self._seen:
                self._seen.move_to_end(key)
                found[key] = self._seen[key]
            else:
                new[key] = passage.text
        for batch in _batches(new):
            marked = model.entities([new[key] for key in batch])
            found.update(zip(batch, marked, strict=True))
        self._remember({key: found[key] for key in new})
        for passage in passages:
            yield passage, found[model.name.encode() + passage.key]

    def _remember(self, found: Mapping[bytes, tuple[Entity, ...]]) -> None:
        self._seen.update(found)
        while len(self._seen) > _SEEN_PASSAGES_MAX:
            self._seen.popitem(last=False)


def _batches(texts: Mapping[bytes, str]) -> Iterator[list[bytes]]:
    """Keys of texts whose lengths together stay within a batch."""
    batch: list[bytes] = []
    chars = 0
    for key, text in texts.items():
        if batch and chars + len(text) > _BATCH_CHARS_MAX:
            yield batch
            batch, chars = [], 0
        batch.append(key)
        chars += len(text)
    if batch:
        yield batch
