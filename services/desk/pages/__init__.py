"""The pages of the desk: queue, cases, counts, stream; HTML without JavaScript."""

from services.desk.pages.access import is_open
from services.desk.pages.routes import Sources, closed_pages, desk_pages

__all__ = ["Sources", "closed_pages", "desk_pages", "is_open"]
