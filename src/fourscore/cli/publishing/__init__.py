"""This file is about verbs of publishing: strategies, scorecards, corrections, and what changed since."""
