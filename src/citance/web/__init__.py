"""The web application: pages made on the server, complete without script. `router` gives its routes."""

from citance.web.asker import error_page
from citance.web.library import Library
from citance.web.originals import Shelfmark
from citance.web.pages import router

__all__ = ["Library", "Shelfmark", "error_page", "router"]
