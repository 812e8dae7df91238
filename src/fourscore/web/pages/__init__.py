"""This file is about the front door of the pages: one file for each, from answers to what is shown."""

from fourscore.web.pages.frame import Frame
from fourscore.web.pages.map import map_page
from fourscore.web.pages.measure import measure_page, table_csv
from fourscore.web.pages.measures import measures_page
from fourscore.web.pages.rows import rows_csv, rows_page
from fourscore.web.pages.scorecard import panel_page, scorecard_csv, scorecard_page
from fourscore.web.pages.trouble import broken_page, trouble_page, unknown_page

__all__ = [
    "Frame",
    "broken_page",
    "map_page",
    "measure_page",
    "measures_page",
    "panel_page",
    "rows_csv",
    "rows_page",
    "scorecard_csv",
    "scorecard_page",
    "table_csv",
    "trouble_page",
    "unknown_page",
]
