"""The web application: pages made on the server, complete without script. `router` gives its routes."""

from citance.web.library import Library
from citance.web.originals import Shelfmark
from citance.web.pages import router
from citance.web.visitor import error_page

__all__ = ["Library", "Shelfmark", "error_page", "router"]
