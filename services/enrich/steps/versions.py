"""The version of the rules that find countries and organizations."""

RULES_VERSION = "4"
"""Raise it with every change that finds other things: older findings become stale."""
