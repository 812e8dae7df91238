"""This file is about the front door of the pages: one file for each, from answers to what is shown."""

from fourscore.web.pages.frame import Frame
from fourscore.web.pages.map import map_page
from fourscore.web.pages.measure import measure_page, table_sheet
from fourscore.web.pages.measures import measures_page, measures_sheet
from fourscore.web.pages.rows import rows_page, rows_sheet
from fourscore.web.pages.scorecard import (
    front_page,
    panel_page,
    parts_page,
    scorecard_page,
)
from fourscore.web.pages.trouble import broken_page, trouble_page, unknown_page
from fourscore.web.sheets.card import scorecard_sheet

__all__ = [
    "Frame",
    "broken_page",
    "front_page",
    "map_page",
    "measure_page",
    "measures_page",
    "measures_sheet",
    "panel_page",
    "parts_page",
    "rows_page",
    "rows_sheet",
    "scorecard_page",
    "scorecard_sheet",
    "table_sheet",
    "trouble_page",
    "unknown_page",
]
