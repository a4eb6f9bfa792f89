"""The pages of the form, in their order.

They follow 19 CFR 12.42(b): the reasons for the belief (pages 1 to 3), what is known of
production (4 and 5), the goods (6), then the link to the United States that 19 U.S.C.
1307 asks for (7). docs/reference/fields.md says who asks for each field.
"""

from services.intake.form.pages.evidence import EVIDENCE
from services.intake.form.pages.goods import GOODS, SHIPPING
from services.intake.form.pages.makers import COMPANIES, PLACE
from services.intake.form.pages.reporter import ABOUT, NAMED
from services.intake.form.pages.reporter import CONTACT as CONTACT_PAGE
from services.intake.form.pages.story import SIGNS_SEEN, STORY, WORK
from services.intake.form.questions import msg

STEPS = (
    msg("What happened"),
    msg("Where and who"),
    msg("Goods"),
    msg("Evidence"),
    msg("About you"),
    msg("Check and send"),
)

PAGES = (
    STORY,
    SIGNS_SEEN,
    WORK,
    PLACE,
    COMPANIES,
    GOODS,
    SHIPPING,
    EVIDENCE,
    ABOUT,
    CONTACT_PAGE,
)
CONTACT = CONTACT_PAGE.number
CHECK = len(PAGES) + 1
"""Number of the page that shows all answers."""

__all__ = ["CHECK", "CONTACT", "NAMED", "PAGES", "STEPS"]
