"""Whole numbers as strangers write them."""

DIGITS_MAX = 18
"""What fits into 64 bits. Python itself raises an error from 4,301 digits on."""


def whole(text: str) -> int | None:
    """The number that digits of any script make; None where it is none, or too long."""
    return int(text) if text.isdecimal() and len(text) <= DIGITS_MAX else None
