"""The pages of the form, in their order.

They follow 19 CFR 12.42(b): the reasons for the belief (pages 1 to 3), what is known of
production (4 and 5), the goods (6), then the link to the United States that 19 U.S.C.
1307 asks for (7). docs/reference/fields.md says who asks for each field.
"""

from schemas.values import TEXT_CHARS_MAX
from services.intake.form.questions import (
    UNKNOWN,
    YES_NO,
    Items,
    Option,
    Page,
    Question,
    msg,
)
from services.intake.form.signs import SIGNS

STEPS = (
    msg("What happened"),
    msg("Where and who"),
    msg("Goods"),
    msg("Evidence"),
    msg("About you"),
    msg("Check and send"),
)

_UNSURE = Option(UNKNOWN, msg("I do not know"))

_STORY = Page(
    number=1,
    step=0,
    heading=msg("What happened"),
    intro=msg("Write in any language. Leave out what you do not want to say."),
    questions=(
        Question(
            "narrative",
            "text",
            msg("Tell us what happens, to whom, and how you know"),
            msg(
                "Say what you saw or heard, and when. Do not write your own name here"
                " if you want to stay anonymous."
            ),
            required=True,
            chars_max=TEXT_CHARS_MAX,
            rows=12,
        ),
        Question(
            "known_from",
            "choice",
            msg("How do you know?"),
            options=(
                Option("saw_it", msg("I lived it or saw it")),
                Option("was_told", msg("Somebody told me")),
                Option("read_it", msg("I read it")),
                _UNSURE,
            ),
        ),
    ),
)
_SIGNS = Page(
    number=2,
    step=0,
    heading=msg("Signs"),
    intro=msg("Tick all that you know of. None is fine too."),
    questions=(
        Question(
            "indicators",
            "choices",
            msg("Which of these are there?"),
            options=SIGNS,
        ),
    ),
)
_WORK = Page(
    number=3,
    step=0,
    heading=msg("Time and people"),
    intro=msg("A guess is fine. Leave empty what you do not know."),
    questions=(
        Question(
            "started_on",
            "date",
            msg("Since when?"),
            msg("The year alone is enough."),
        ),
        Question("ongoing", "choice", msg("Does it still go on?"), options=YES_NO),
        Question(
            "ended_on",
            "date",
            msg("If it has ended, when?"),
            msg("The year alone is enough."),
        ),
        Question(
            "workers",
            "number",
            msg("How many workers are concerned?"),
            msg("A number, for instance 40."),
            chars_max=12,
        ),
        Question(
            "workers_are",
            "choice",
            msg("Are they adults or children?"),
            options=(
                Option("adults", msg("Adults")),
                Option("children", msg("Children")),
                Option("both", msg("Both")),
                _UNSURE,
            ),
        ),
        Question(
            "state_imposed",
            "choice",
            msg("Does a government or a prison make them work?"),
            options=YES_NO,
        ),
    ),
)
_PLACE = Page(
    number=4,
    step=1,
    heading=msg("Place"),
    intro=msg("Where the goods are made, grown, mined or caught."),
    questions=(
        Question("production_country", "country", msg("Country")),
        Question(
            "production_region",
            "line",
            msg("Province, district or sea area"),
        ),
    ),
)
_ROLES = (
    Option("manufacturer", msg("Makes, grows, mines or catches the goods")),
    Option("exporter", msg("Exports them")),
    Option("importer", msg("Imports them")),
    Option("vessel", msg("Is a ship")),
    Option("recruiter", msg("Recruits the workers")),
    Option("buyer", msg("Buys the goods")),
    Option("government", msg("Is a public body")),
    Option("other", msg("Something else")),
)
_COMPANIES = Page(
    number=5,
    step=1,
    heading=msg("Companies and ships"),
    intro=msg("Name each one that has a part in it, and say which."),
    questions=(
        Question(
            "name",
            "line",
            msg("Name"),
            msg("In any script, as you know it."),
        ),
        Question("role", "select", msg("What does it do?"), options=_ROLES),
        Question("country", "country", msg("Country")),
        Question("region", "line", msg("Province or district")),
        Question("address", "line", msg("Address, or how to find it")),
        Question(
            "aliases",
            "lines",
            msg("Other names"),
            msg("One on each line."),
        ),
        Question(
            "registration_id",
            "line",
            msg("Number in a register"),
            msg("Of companies, ships or exporters."),
        ),
    ),
    items=Items(
        name="companies",
        title=("name",),
        new=msg("Add a company or ship"),
        old=msg("Change this company or ship"),
        more=msg("Keep it and add another"),
        none=msg("None named yet."),
    ),
)
_GOODS = Page(
    number=6,
    step=2,
    heading=msg("Goods"),
    intro=msg("What is made with this work?"),
    questions=(
        Question(
            "description",
            "line",
            msg("The goods, as exactly as you can"),
            msg("For instance: frozen shrimp, cotton T-shirts, gold."),
        ),
        Question("brand", "line", msg("Brand or label")),
        Question(
            "hs_code",
            "hs_code",
            msg("Customs code (HS), if you know it"),
            msg("2 to 10 digits, for instance 0306.17."),
            chars_max=20,
        ),
    ),
    items=Items(
        name="products",
        title=("description", "brand", "hs_code"),
        new=msg("Add goods"),
        old=msg("Change these goods"),
        more=msg("Keep it and add another"),
        none=msg("None named yet."),
    ),
)
_SHIPPING = Page(
    number=7,
    step=2,
    heading=msg("The way to the United States"),
    intro=msg(
        "Only goods that come to the United States, or may come, can be stopped."
    ),
    questions=(
        Question(
            "reason",
            "text",
            msg("Why do you think that the goods go to the United States?"),
            msg("For instance: a label, a buyer who visited, a shipping paper."),
            chars_max=5_000,
        ),
        Question("importer", "line", msg("Importer or brand in the United States")),
        Question("consignee", "line", msg("Receiver named on the shipping papers")),
        Question("ports", "lines", msg("Ports of arrival"), msg("One on each line.")),
        Question(
            "bills_of_lading",
            "lines",
            msg("Numbers of bills of lading"),
            msg("One on each line."),
        ),
    ),
)
_KINDS = (
    Option("testimony", msg("Testimony")),
    Option("interview", msg("Interview")),
    Option("photograph", msg("Photograph")),
    Option("contract", msg("Contract or pay slip")),
    Option("message", msg("Messages")),
    Option("ngo_report", msg("Report of an organization")),
    Option("news", msg("News")),
    Option("audit", msg("Audit")),
    Option("research", msg("Research")),
    Option("trade_data", msg("Trade data")),
    Option("shipping_record", msg("Shipping paper")),
    Option("other", msg("Something else")),
)
_EVIDENCE = Page(
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
        Question(
            "text",
            "text",
            msg("Or the text itself"),
            chars_max=TEXT_CHARS_MAX,
        ),
        Question("kind", "select", msg("What is it?"), options=_KINDS),
        Question("shows", "line", msg("What does it show?")),
        Question("published_on", "date", msg("When is it from?")),
        Question(
            "supports",
            "choices",
            msg("Which signs does it support?"),
            options=tuple(Option(sign.value, sign.label) for sign in SIGNS),
        ),
    ),
    items=Items(
        name="evidence",
        title=("filename", "url", "text"),
        new=msg("Add a file, an address or a text"),
        old=msg("Change this evidence"),
        more=msg("Keep it and add another"),
        none=msg("Nothing added yet."),
    ),
)
ANONYMOUS, NAMED = "anonymous", "named"
_ABOUT = Page(
    number=9,
    step=4,
    heading=msg("About you"),
    intro="",
    questions=(
        Question(
            "reporter_role",
            "select",
            msg("Who are you in this?"),
            msg("This is not your name. It says from where you see it."),
            options=(
                Option("worker", msg("A worker")),
                Option("family", msg("Family or friend of a worker")),
                Option("union", msg("A union")),
                Option("ngo", msg("An organization")),
                Option("competitor", msg("A competitor")),
                Option("importer", msg("An importer or buyer")),
                Option("journalist", msg("A journalist")),
                Option("researcher", msg("A researcher")),
                Option("other", msg("Somebody else")),
            ),
        ),
        Question(
            "retaliation_risk",
            "choice",
            msg("Could somebody be harmed because of this report?"),
            options=YES_NO,
        ),
        Question(
            "prior_reports",
            "lines",
            msg("Where was this reported before?"),
            msg("One on each line."),
        ),
        Question(
            "identity",
            "choice",
            msg("Do you want to give your name?"),
            msg(
                "A name is encrypted at once. Only a few officers can read it, and it"
                " is never part of the case."
            ),
            options=(
                Option(ANONYMOUS, msg("No, I stay anonymous")),
                Option(NAMED, msg("Yes, and I can be asked")),
            ),
        ),
    ),
)
_CONTACT = Page(
    number=10,
    step=4,
    heading=msg("How to reach you"),
    intro=msg("Use an address that nobody else reads."),
    questions=(
        Question("reporter_name", "line", msg("Your name")),
        Question("organization", "line", msg("Your organization")),
        Question("email", "email", msg("E-mail address"), chars_max=254),
        Question("phone", "phone", msg("Telephone"), chars_max=50),
        Question("reporter_language", "language", msg("Language to answer in")),
        Question(
            "consent",
            "choices",
            msg("What do you agree to?"),
            options=(
                Option("may_contact", msg("You may contact me")),
                Option(
                    "may_share",
                    msg("You may pass my name on to the authority with the case"),
                ),
            ),
        ),
    ),
)

PAGES = (
    _STORY,
    _SIGNS,
    _WORK,
    _PLACE,
    _COMPANIES,
    _GOODS,
    _SHIPPING,
    _EVIDENCE,
    _ABOUT,
    _CONTACT,
)
CONTACT = _CONTACT.number
CHECK = len(PAGES) + 1
"""Number of the page that shows all answers."""
