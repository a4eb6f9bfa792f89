"""What is happening, and to whom."""

from schemas.values import TEXT_CHARS_MAX
from services.intake.form.questions import (
    UNSURE,
    YES_NO,
    Page,
    Question,
    msg,
    options,
)
from services.intake.form.signs import SIGNS

STORY = Page(
    number=1,
    step=0,
    heading=msg("What happened"),
    intro=msg("Write in any language. Leave out what you do not want to say."),
    questions=(
        Question(
            "narrative",
            "text",
            msg("Tell us what is happening, to whom, and how you know"),
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
            options=options(
                saw_it=msg("I lived through it or saw it"),
                was_told=msg("Somebody told me"),
                read_it=msg("I read it"),
                unknown=UNSURE,
            ),
        ),
    ),
)

SIGNS_SEEN = Page(
    number=2,
    step=0,
    heading=msg("Signs of forced labor"),
    intro=msg("Tick all that you know of. It is fine to tick none."),
    questions=(
        Question(
            "indicators", "choices", msg("Which of these are there?"), options=SIGNS
        ),
    ),
)

_YEAR_WILL_DO = msg("The year alone is enough.")
WORK = Page(
    number=3,
    step=0,
    heading=msg("Time and people"),
    intro=msg("A guess is fine. Leave empty what you do not know."),
    questions=(
        Question("started_on", "date", msg("Since when?"), _YEAR_WILL_DO),
        Question("ongoing", "choice", msg("Is it still going on?"), options=YES_NO),
        Question("ended_on", "date", msg("If it has ended, when?"), _YEAR_WILL_DO),
        Question(
            "workers",
            "number",
            msg("How many workers are affected?"),
            msg("A number, for instance 40."),
            chars_max=12,
        ),
        Question(
            "workers_are",
            "choice",
            msg("Are they adults or children?"),
            options=options(
                adults=msg("Adults"),
                children=msg("Children"),
                both=msg("Both"),
                unknown=UNSURE,
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
