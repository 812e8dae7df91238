"""This file is about the strategy as a workbook that a manager edits, and its changes brought back into the text."""
