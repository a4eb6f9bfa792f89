"""What supports the report."""

from schemas.values import TEXT_CHARS_MAX
from services.intake.form.questions import Items, Page, Question, msg, options
from services.intake.form.signs import SIGNS

EVIDENCE = Page(
    number=8,
    step=3,
    heading=msg("Evidence"),
    intro=msg(
        "A file can say who made it: photos often hold place and time. Files are kept"
        " as you send them."
    ),
    questions=(
        Question(
            "file",
            "file",
            msg("File"),
            msg("PDF, Word, Excel, text, e-mail or picture, up to 25 MB."),
        ),
        Question("url", "line", msg("Or an address on the web")),
        Question("text", "text", msg("Or the text itself"), chars_max=TEXT_CHARS_MAX),
        Question(
            "kind",
            "select",
            msg("What is it?"),
            options=options(
                testimony=msg("Testimony"),
                interview=msg("Interview"),
                photograph=msg("Photograph"),
                contract=msg("Contract or pay slip"),
                message=msg("Messages"),
                ngo_report=msg("Report of an organization"),
                news=msg("News"),
                audit=msg("Audit"),
                research=msg("Research"),
                trade_data=msg("Trade data"),
                shipping_record=msg("Shipping paper"),
                other=msg("Something else"),
            ),
        ),
        Question("shows", "line", msg("What does it show?")),
        Question("published_on", "date", msg("When is it from?")),
        Question(
            "supports",
            "choices",
            msg("Which signs does it support?"),
            options=options(**{sign.value: sign.label for sign in SIGNS}),
        ),
    ),
    items=Items(
        name="evidence",
        title=("filename", "url", "text"),
        new=msg("Add a file, an address or a text"),
        old=msg("Change this evidence"),
        none=msg("Nothing added yet."),
    ),
)
