"""This file is about the front door of web: a centre's pages as an application, and serving them."""

from fourscore.web.app import create_app
from fourscore.web.server import may_serve, serve, serve_first

__all__ = [
    "create_app",
    "may_serve",
    "serve",
    "serve_first",
]
