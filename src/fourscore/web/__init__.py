"""This file is about the front door of web: a centre's pages as an application, and serving them."""

from fourscore.web.app import create_app
from fourscore.web.languages.readers import tongue_of
from fourscore.web.reports.letter import letter_of
from fourscore.web.reports.making import FORMS as REPORT_FORMS
from fourscore.web.reports.making import KINDS as REPORTS
from fourscore.web.reports.making import Made as MadeReport
from fourscore.web.reports.making import report
from fourscore.web.server import may_serve, serve, serve_first

__all__ = [
    "REPORTS",
    "REPORT_FORMS",
    "MadeReport",
    "create_app",
    "letter_of",
    "may_serve",
    "report",
    "serve",
    "serve_first",
    "tongue_of",
]
