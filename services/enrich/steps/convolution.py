"""The layers between a model's word vectors and its NER, in numpy.

spaCy's `MaxoutWindowEncoder`: each layer looks at a token and its neighbors, keeps the
largest of three pieces, normalizes and adds what came in. The arithmetic is thinc's
(`maxout.py`, `layernorm.py`, `residual.py`); pieces stand in blocks here, so that numpy
compares whole rows, and rows are worked on in portions that stay in a core's cache.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# 512 rows of 288 numbers take 600 kB; the second cache of a core holds them twice.
_ROWS_AT_ONCE = 512
_EPSILON = np.float32(1e-8)  # as in thinc


class Normalized:
    """A maxout layer and the layer norm behind it.

    Args:
        layer: thinc's chain of both.
    """

    def __init__(self, layer: Any) -> None:  # noqa: ANN401 - thinc's models have no types
        maxout, norm = layer.layers[0].layers
        weights, bias = maxout.get_param("W"), maxout.get_param("b")
        width, pieces, inputs = weights.shape
        self.width: int = width
        self._pieces: int = pieces
        # thinc keeps the pieces of one output side by side.
        self._weights: Floats = np.ascontiguousarray(
            weights.transpose(1, 0, 2).reshape(pieces * width, inputs).T
        )
        self._bias: Floats = np.ascontiguousarray(bias.T).reshape(-1)
        self._scale: Floats = norm.get_param("G")
        self._shift: Floats = norm.get_param("b")

    def __call__(self, inputs: Floats) -> Floats:
        """A row of outputs for each row of inputs."""
        products = inputs @ self._weights
        products += self._bias
        width = self.width
        best: Floats = products[:, :width]
        for start in range(width, width * self._pieces, width):
            best = np.maximum(best, products[:, start : start + width])
        best = best - best.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", best, best) / np.float32(width) + _EPSILON
        best *= (variance ** np.float32(-0.5))[:, None]
        best *= self._scale
        best += self._shift
        return best


class Convolution:
    """Residual layers, each over windows of three tokens.

    Args:
        layers: thinc's chain of residual layers.

    Raises:
        ValueError: a layer looks at other windows.
    """

    def __init__(self, layers: Any) -> None:  # noqa: ANN401 - thinc's models have no types
        inner = [residual.layers[0] for residual in layers.layers]
        if any(layer.layers[0].attrs["window_size"] != 1 for layer in inner):
            raise ValueError("the model looks at windows of other than three tokens")
        self._layers = [Normalized(layer.layers[1]) for layer in inner]

    def __call__(self, vectors: Floats) -> Floats:
        """What the last layer makes of each token's vector; `vectors` is used up."""
        for layer in self._layers:
            vectors = _over_windows(layer, vectors)
        return vectors


def _over_windows(layer: Normalized, vectors: Floats) -> Floats:
    rows, width = vectors.shape
    made = np.empty_like(vectors)
    windows = np.empty((min(rows, _ROWS_AT_ONCE), 3 * width), dtype=np.float32)
    for start in range(0, rows, _ROWS_AT_ONCE):
        end = min(rows, start + _ROWS_AT_ONCE)
        part = windows[: end - start]
        part[:, width : 2 * width] = vectors[start:end]
        part[0, :width] = vectors[start - 1] if start else 0
        part[1:, :width] = vectors[start : end - 1]
        part[-1, 2 * width :] = vectors[end] if end < rows else 0
        part[:-1, 2 * width :] = vectors[start + 1 : end]
        np.add(vectors[start:end], layer(part), out=made[start:end])
    return made
