"""The goods, and their way to the United States."""

from services.intake.form.questions import Items, Page, Question, lines, msg

GOODS = Page(
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
    ),
)

SHIPPING = Page(
    number=7,
    step=2,
    heading=msg("How the goods reach the United States"),
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
        lines("ports", msg("Ports of arrival")),
        lines("bills_of_lading", msg("Numbers of bills of lading")),
    ),
)
