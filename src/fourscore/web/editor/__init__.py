"""This file is about the pages on which the strategy is edited: its map, its things, its text, its changes."""
