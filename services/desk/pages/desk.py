"""What all pages of the desk are made with."""

from typing import Any

from starlette.responses import Response

from services.desk.casework.desk import Casework
from services.desk.labels import label
from services.desk.sources import Sources
from tocsin.web.pages import DEFAULT, Pages

LAG_TOLD_S = 5.0
"""The index is always a second or two behind; from here on a reviewer should know."""


class Desk:
    """Renders the pages of the desk, with what all of them need."""

    def __init__(self, sources: Sources, pages: Pages, casework: Casework) -> None:
        """Keep all three."""
        self.sources = sources
        self.casework = casework
        self._pages = pages

    def show(self, template: str, *, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 - what a template takes
        """A page, with how far behind the index is."""
        lag = self.sources.lag.look()
        return self._pages.answer(
            template,
            DEFAULT,
            status=status,
            label=label,
            lag_s=lag.lag_s if lag else None,
            lag_told_s=LAG_TOLD_S,
            **values,
        )
