"""The four forms of Spanish and French demonyms, from the masculine singular."""

from collections.abc import Callable, Mapping

_SPANISH = (
    ("o", ("o", "a", "os", "as")),
    ("és", ("és", "esa", "eses", "esas")),
    ("án", ("án", "ana", "anes", "anas")),
    ("í", ("í", "íes", "ís")),
)
_FRENCH = (
    ("éen", ("éen", "éenne", "éens", "éennes")),
    ("ien", ("ien", "ienne", "iens", "iennes")),
    ("yen", ("yen", "yenne", "yens", "yennes")),
    ("s", ("s", "se", "ses")),
    ("c", ("c", "que", "cs", "ques", "cque", "cques")),
    ("e", ("e", "es")),
)


def spanish_forms(word: str) -> tuple[str, ...]:
    """haitiano: haitiano, haitiana, haitianos, haitianas."""
    return _forms(word, _SPANISH) or (word, word + "s")


def french_forms(word: str) -> tuple[str, ...]:
    """chinois: chinois, chinoise, chinoises."""
    return _forms(word, _FRENCH) or (word, word + "e", word + "s", word + "es")


def _forms(
    word: str, rules: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[str, ...]:
    for ending, endings in rules:
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            return tuple(stem + other for other in endings)
    return ()


INFLECTIONS: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    "es": spanish_forms,
    "fr": french_forms,
}
