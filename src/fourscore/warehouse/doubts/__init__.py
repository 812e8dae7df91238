"""This file is about doubts: what in the facts cannot be right or is far from what is usual, a matter to each file.

Every check is a few set-based queries over standing facts and gives findings, each with its places and its rows.
"""
