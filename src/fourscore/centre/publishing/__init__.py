"""This file is about publishing in a centre: strategies and scorecards, what was known, what differs since."""
