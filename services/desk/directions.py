"""Characters that turn the direction of writing, shown instead of obeyed."""

from markupsafe import Markup

from tocsin.turning import TURNING, code

_SHOWN = Markup('<bdi class="turn" data-code="{}">{}</bdi>')


def turns(text: str) -> bool:
    """Whether a text has such characters."""
    return TURNING.search(text) is not None


def visible(text: str) -> Markup:
    """A text as HTML: each of them with its code before it, and shut in.

    What is selected and copied is the text as it was: desk.css writes the code.
    """
    # Split at one group: every second part is what the group held.
    parts = TURNING.split(text)
    return Markup("").join(
        _SHOWN.format(code(part), part) if number % 2 else part
        for number, part in enumerate(parts)
    )
