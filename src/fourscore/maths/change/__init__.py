"""This file is about change: whether a figure moved, by how much, and what would have moved by itself."""
