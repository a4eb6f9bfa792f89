"""Where it happens, and who has a part in it."""

from services.intake.form.questions import Items, Page, Question, lines, msg, options

PLACE = Page(
    number=4,
    step=1,
    heading=msg("Place"),
    intro=msg("Where the goods are made, grown, mined or caught."),
    questions=(
        Question("production_country", "country", msg("Country")),
        Question("production_region", "line", msg("Province, district or sea area")),
    ),
)

COMPANIES = Page(
    number=5,
    step=1,
    heading=msg("Companies and ships"),
    intro=msg("Name each one that plays a part, and say which part."),
    questions=(
        Question("name", "line", msg("Name"), msg("In any script, as you know it.")),
        Question(
            "role",
            "select",
            msg("What does it do?"),
            options=options(
                manufacturer=msg("Makes, grows, mines or catches the goods"),
                exporter=msg("Exports them"),
                importer=msg("Imports them"),
                vessel=msg("Is a ship"),
                recruiter=msg("Recruits the workers"),
                buyer=msg("Buys the goods"),
                government=msg("Is a public body"),
                other=msg("Something else"),
            ),
        ),
        Question("country", "country", msg("Country")),
        Question("region", "line", msg("Province or district")),
        Question("address", "line", msg("Address, or how to find it")),
        lines("aliases", msg("Other names")),
        Question(
            "registration_id",
            "line",
            msg("Registration number"),
            msg("In a register of companies, ships or exporters."),
        ),
    ),
    items=Items(
        name="companies",
        title=("name",),
        new=msg("Add a company or ship"),
        old=msg("Change this company or ship"),
    ),
)
