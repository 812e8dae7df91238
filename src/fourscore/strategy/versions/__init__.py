"""This file is about the front door of versions: what differs between two texts of a strategy, and since when."""
