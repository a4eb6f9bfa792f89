"""The form, put together from settings."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.intake.form.drafts import Drafts
from services.intake.form.pace import Pace
from services.intake.form.reading import FILE_BYTES_MAX, Reader
from services.intake.form.return_codes import ReturnCodes
from services.intake.reception import Reception
from tocsin.clock import Clock
from tocsin.settings import Settings
from tocsin.told import ToldStates
from tocsin.web.pages import Assets, Pages, load_catalogs
from tocsin.wiring import database_url, receipt_secret

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
LOCALE = HERE / "locale"
_SHARED = {"file_bytes_max": FILE_BYTES_MAX}


@dataclass(frozen=True, slots=True)
class Form:
    """All that the pages of the form stand on.

    Attributes:
        starts: pace of new drafts, and of codes made for them; 2 a second is 170,000
            reports a day.
        saves: pace of pages sent; ten times as many.
        lookups: pace of receipts and codes tried. One takes 20 ms of a core; trying
            the 14 digits behind a known start takes three million years at this pace.
        exit_url: a page that everybody may be seen on.
    """

    pages: Pages
    drafts: Drafts
    told: ToldStates
    reception: Reception
    reader: Reader
    starts: Pace
    saves: Pace
    lookups: Pace
    exit_url: str


def make_form(
    reception: Reception,
    drafts: Drafts,
    told: ToldStates,
    assets: Assets,
    exit_url: str,
) -> Form:
    """The form over stores that are open."""

    def pace(per_s: float, burst: float) -> Pace:
        return Pace(
            per_s=per_s, burst=burst, wait_max_s=WAIT_MAX_S, clock=reception.clock
        )

    return Form(
        pages=Pages(TEMPLATES, assets, load_catalogs(LOCALE), shared=_SHARED),
        drafts=drafts,
        told=told,
        reception=reception,
        reader=Reader(),
        starts=pace(2, 60),
        saves=pace(20, 200),
        lookups=pace(1, 20),
        exit_url=exit_url,
    )


WAIT_MAX_S = 10.0
"""People wait that long for a page; browsers wait longer."""


@contextmanager
def open_form(
    settings: Settings, reception: Reception, assets: Assets, clock: Clock
) -> Iterator[Form]:
    """The form, until the end of the `with` block.

    Raises:
        DependencyDown: the database does not answer.
        BadSettings: the secret of the receipts is missing.
    """
    url = database_url(settings)
    codes = ReturnCodes(receipt_secret(settings))
    with (
        closing(Drafts(url, clock, codes)) as drafts,
        closing(ToldStates(url)) as told,
    ):
        yield make_form(reception, drafts, told, assets, settings.exit_url)
