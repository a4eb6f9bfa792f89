"""Write the accuracy card: python -m tests.accuracy."""

import sys

from tests.accuracy.card import CARD, card, measure

CARD.write_text(card(measure()), encoding="utf-8")
sys.stdout.write(f"{CARD.name}\n")
