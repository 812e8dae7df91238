"""This file is about the pages of the set-up: its stages, the questions of each, signing and publishing."""
