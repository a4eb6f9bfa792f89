"""A reporter who fills the form from the start page to the receipt."""

from collections.abc import Callable, Mapping, Sequence

from playwright.sync_api import FilePayload, Page

STORY = "The manager of Veltrano Textile keeps our passports. " * 5
PDF = b"%PDF-1.7 an invented contract"

PROGRAM = FilePayload(name="run.exe", mimeType="text/plain", buffer=b"MZ a program")
MISTAKES: Sequence[tuple[int, str, Mapping[str, str]]] = (
    (3, "work", {"#started_on_year": "99", "#ended_on_day": "3", "#workers": "many"}),
    (5, "companies", {"#address": "behind the mill"}),
    (8, "evidence", {"#shows": "a locked gate"}),
)
"""Number and name of a page, and what is wrong there: selector -> text."""

Look = Callable[[str], None]


def _nothing(_name: str) -> None:
    return None


def report(page: Page, address: str, code: str, look: Look = _nothing) -> str:
    """Report with everything there is; the receipt's digits in groups.

    Args:
        page: a page of a browser.
        address: of the site.
        code: of the language.
        look: called with a name on each page.
    """
    page.goto(f"{address}/{code}/report")
    look("start")
    page.click("button[value=start]")
    _tell(page, look)
    _name(page, look)
    _support(page, look)
    _introduce(page, look)
    look("11-check")
    page.click("button[value=send]")
    look("12-done")
    return " ".join(page.inner_text(".receipt-digits").split())


def save(page: Page, address: str, code: str, look: Look = _nothing) -> str:
    """Start a report and save it on its first page; the digits of its code."""
    page.goto(f"{address}/{code}/report")
    page.click("button[value=start]")
    page.fill("#narrative", STORY)
    go_on(page, "save")
    look("saved")
    return " ".join(page.inner_text(".receipt-digits").split())


def come_back(
    page: Page, address: str, code: str, digits: str, look: Look = _nothing
) -> None:
    """Open a saved report, at the second try."""
    page.goto(f"{address}/{code}/return")
    look("return")
    page.fill("#number", digits[:-1])
    go_on(page, "open")
    look("return-refused")
    page.fill("#number", digits)
    go_on(page, "open")


def answer(
    page: Page, address: str, code: str, receipt: str, look: Look = _nothing
) -> None:
    """Answer the one question there is, at the second try."""
    page.goto(f"{address}/{code}/receipt")
    page.fill("#number", receipt)
    go_on(page, "ask")
    look("receipt")
    page.locator("button[value=answer]").first.click()
    look("answer-refused")
    page.locator("textarea").first.fill("In March.")
    page.locator("button[value=answer]").first.click()
    look("answered")


def be_refused(page: Page, address: str, code: str, look: Look = _nothing) -> None:
    """Get wrong whatever one can, and go where nothing is."""
    page.goto(f"{address}/{code}/report")
    page.click("button[value=start]")
    for number, name, typed in MISTAKES:
        page.goto(f"{address}/{code}/report/{number}")
        for field, text in typed.items():
            page.fill(field, text)
        if name == "evidence":
            page.set_input_files("#file", files=PROGRAM)
        go_on(page)
        look(f"{name}-refused")
    page.goto(f"{address}/{code}/report/11")
    page.click("button[value=send]")
    look("check-refused")
    page.goto(f"{address}/{code}/receipt")
    page.fill("#number", "12345")
    go_on(page, "ask")
    look("receipt-refused")
    page.goto(f"{address}/{code}/nowhere")
    look("nowhere")


def go_on(page: Page, button: str = "continue") -> None:
    """Press the button that people see."""
    page.click(f".buttons button[value={button}]")


def _tell(page: Page, look: Look) -> None:
    go_on(page)
    look("01-refused")
    page.fill("#narrative", STORY)
    page.click("label[for=known_from]")
    look("01-story")
    go_on(page)
    page.click("label[for=indicators-debt_bondage]")
    look("02-signs")
    go_on(page)
    page.fill("#started_on_year", "2024")
    page.fill("#workers", "40")
    look("03-work")
    go_on(page)


def _name(page: Page, look: Look) -> None:
    page.select_option("#production_country", "TR")
    look("04-place")
    go_on(page)
    for name in ("Veltrano Textile", "维尔特兰纺织"):
        page.fill("#name", name)
        page.select_option("#role", "manufacturer")
        go_on(page, "more")
    look("05-companies")
    go_on(page)
    page.fill("#description", "cotton shirts")
    look("06-goods")
    go_on(page)
    page.fill("#importer", "Halden Retail")
    look("07-shipping")
    go_on(page)


def _support(page: Page, look: Look) -> None:
    page.set_input_files(
        "#file",
        files=FilePayload(name="contract.pdf", mimeType="application/pdf", buffer=PDF),
    )
    page.fill("#shows", "Wages are held back for a year")
    page.click("label[for=supports-withholding_of_wages]")
    go_on(page, "more")
    look("08-evidence")
    go_on(page)


def _introduce(page: Page, look: Look) -> None:
    page.click("label[for=identity-named]")
    look("09-about")
    go_on(page)
    page.fill("#email", "somebody@example.org")
    look("10-contact")
    go_on(page)
