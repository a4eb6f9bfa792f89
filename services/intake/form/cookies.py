"""The cookie that holds the key to a draft, and nothing else does."""

from tocsin.web.pages import TokenCookie

DRAFT = TokenCookie("form")
"""Kept until the browser is closed."""
