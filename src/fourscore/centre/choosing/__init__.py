"""This file is about choosing what to measure: the strategy as a workbook, and KPIs tried on what is loaded."""
