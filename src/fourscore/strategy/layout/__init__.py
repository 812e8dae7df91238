"""This file is about laying out the strategy map: rows, crossings, arrows."""
