"""Who asks: looked up once for each request, before any route asks for a role."""

from dataclasses import dataclass

from fastapi import Request

from services.desk.accounts.person import DEMO, LOCAL
from services.desk.pages.access import require_local_name


@dataclass(frozen=True, slots=True)
class Gate:
    """A dependency of a router: notes in the request who asks.

    Attributes:
        demo: everybody is the person of the demonstration.
    """

    demo: bool

    def __call__(self, request: Request) -> None:
        """Note who asks.

        Raises:
            Problem: forbidden: asked by the name of another machine.
        """
        require_local_name(request)
        request.state.person = DEMO if self.demo else LOCAL
