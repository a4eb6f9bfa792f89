"""A client of the form over HTTP, as a browser without scripts is one."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from fastapi.testclient import TestClient
from httpx2 import Response

from services.intake.api import intake_router
from services.intake.form.drafts import Drafts
from services.intake.form.failures import missing_page
from services.intake.form.return_codes import ReturnCodes
from services.intake.form.router import form_routers
from services.intake.form.service import make_form
from tests.intake_world import SECRET, IntakeWorld, intake_world
from tocsin.health import Health
from tocsin.metrics import Metrics
from tocsin.told import ToldStates
from tocsin.web import create_app
from tocsin.web.pages import Assets

OWN = {"Sec-Fetch-Site": "same-origin"}


class FormClient:
    """A client of the form, and what stands behind it."""

    def __init__(self, world: IntakeWorld, drafts: Drafts, told: ToldStates) -> None:
        form = make_form(world.reception, drafts, told, Assets.load(), "/elsewhere")
        app = create_app(
            "Tocsin intake",
            routers=[intake_router(world.reception), *form_routers(form)],
            health=Health({}),
            metrics=Metrics(),
            missing=missing_page(form.pages),
        )
        self.world, self.told, self.form = world, told, form
        self.app = app
        self.use_another_browser()

    def use_another_browser(self) -> None:
        """Go on without cookies."""
        self.client = TestClient(self.app, follow_redirects=False, headers=OWN)

    def send(self, path: str, fields: Mapping[str, str], **more: str) -> Response:
        """Send the form of a page, as a browser does."""
        parts = {name: (None, value) for name, value in fields.items()}
        return self.client.post(
            path, files={"go": (None, "continue"), **parts}, headers=more
        )

    def start(self) -> None:
        """Take a draft."""
        self.send("/en/report", {"go": "start"})

    def attach(self, name: str, content: bytes) -> Response:
        """Send a file on the page of the evidence."""
        return self.client.post(
            "/en/report/8", files={"go": (None, "more"), "file": (name, content)}
        )

    def receipt(self) -> str:
        """Send the draft; the digits of the receipt."""
        assert self.send("/en/report/send", {}).headers["location"] == "/en/report/done"
        page = self.client.get("/en/report/done").text
        digits = page.partition('class="receipt-digits">')[2].partition("</p>")[0]
        return "".join(char for char in digits if char.isdigit())


@contextmanager
def form_client(folder: Path) -> Iterator[FormClient]:
    """The form over real stores in a folder."""
    url = f"sqlite:///{folder}/intake.db"
    with (
        intake_world(folder) as world,
        closing(Drafts(url, world.clock, ReturnCodes(SECRET))) as drafts,
        closing(ToldStates(url)) as told,
    ):
        yield FormClient(world, drafts, told)
