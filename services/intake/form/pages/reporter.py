"""Who reports, as far as they want to say."""

from services.intake.form.questions import YES_NO, Page, Question, lines, msg, options

NAMED = "named"
"""The answer of who gives a name."""

ABOUT = Page(
    number=9,
    step=4,
    heading=msg("About you"),
    intro="",
    questions=(
        Question(
            "reporter_role",
            "select",
            msg("How are you connected to this?"),
            msg("You are not asked for your name here."),
            options=options(
                worker=msg("A worker"),
                family=msg("Family or friend of a worker"),
                union=msg("A union"),
                ngo=msg("An organization"),
                competitor=msg("A competitor"),
                importer=msg("An importer or buyer"),
                journalist=msg("A journalist"),
                researcher=msg("A researcher"),
                other=msg("Somebody else"),
            ),
        ),
        Question(
            "retaliation_risk",
            "choice",
            msg("Could somebody be harmed because of this report?"),
            options=YES_NO,
        ),
        lines("prior_reports", msg("Where was this reported before?")),
        Question(
            "identity",
            "choice",
            msg("Do you want to give your name?"),
            msg(
                "A name is encrypted at once and kept apart from the report. Only the"
                " few people who hold the key can read it."
            ),
            options=options(
                anonymous=msg("No, I stay anonymous"),
                named=msg("Yes, I give my name"),
            ),
        ),
    ),
)

CONTACT = Page(
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
            msg("Without your yes, your address is not used."),
            options=options(
                may_contact=msg("You may contact me"),
                may_share=msg(
                    "You may pass my name on to the authorities together with the"
                    " report"
                ),
            ),
        ),
    ),
)
