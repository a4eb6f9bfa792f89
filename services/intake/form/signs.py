"""The eleven signs of forced labor, in the words of the form.

Names and order are those of the ILO booklet `ILO indicators of forced labour`.
"""

from services.intake.form.questions import Option, msg

SIGNS = (
    Option(
        "abuse_of_vulnerability",
        msg("Abuse of vulnerability"),
        msg(
            "They take advantage of people who have no papers, do not speak the"
            " language or have no other choice."
        ),
    ),
    Option(
        "deception",
        msg("Deception"),
        msg("The work, the pay or the place is not what was promised."),
    ),
    Option(
        "restriction_of_movement",
        msg("Restriction of movement"),
        msg("Workers are locked in, guarded, or need permission to go out."),
    ),
    Option(
        "isolation",
        msg("Isolation"),
        msg("A remote place or a ship; phones are taken away."),
    ),
    Option(
        "physical_and_sexual_violence",
        msg("Physical and sexual violence"),
        msg("Against workers or their families."),
    ),
    Option(
        "intimidation_and_threats",
        msg("Intimidation and threats"),
        msg(
            "For instance with the police, deportation, loss of pay, or harm to the"
            " family."
        ),
    ),
    Option(
        "retention_of_identity_documents",
        msg("Retention of identity documents"),
        msg("Passports or permits are kept and not given back."),
    ),
    Option(
        "withholding_of_wages",
        msg("Withholding of wages"),
        msg("Pay is held back or cut so that workers stay."),
    ),
    Option(
        "debt_bondage",
        msg("Debt bondage"),
        msg("Fees, advances or debts that work never pays off."),
    ),
    Option(
        "abusive_working_and_living_conditions",
        msg("Abusive working and living conditions"),
        msg("Dangerous, degrading or overcrowded."),
    ),
    Option(
        "excessive_overtime",
        msg("Excessive overtime"),
        msg("Under threat, or because pay is too low to live on without it."),
    ),
)
