"""This file is about the front door of web: a centre's pages as an application, and serving them on this computer."""

from fourscore.web.app import create_app
from fourscore.web.server import serve

__all__ = ["create_app", "serve"]
