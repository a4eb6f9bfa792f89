"""What the pages of intake and desk share: templates, assets, languages, origin."""

from tocsin.web.pages.assets import Assets, asset_router
from tocsin.web.pages.cookies import TokenCookie, is_safe
from tocsin.web.pages.environment import Pages
from tocsin.web.pages.languages import (
    DEFAULT,
    LANGUAGES,
    Language,
    language_of,
    load_catalogs,
    preferred,
)
from tocsin.web.pages.origin import require_same_origin

__all__ = [
    "DEFAULT",
    "LANGUAGES",
    "Assets",
    "Language",
    "Pages",
    "TokenCookie",
    "asset_router",
    "is_safe",
    "language_of",
    "load_catalogs",
    "preferred",
    "require_same_origin",
]
