"""This file is about the front door of tables that are handed out: one table, as CSV or as an Excel workbook."""

from fourscore.web.sheets.csv_text import cell, csv_lines, file_name
from fourscore.web.sheets.sheet import EXCEL_ROWS, Column, Figure, Sheet, ending_of, handed_out, heads, ways_out

__all__ = [
    "EXCEL_ROWS",
    "Column",
    "Figure",
    "Sheet",
    "cell",
    "csv_lines",
    "ending_of",
    "file_name",
    "handed_out",
    "heads",
    "ways_out",
]
