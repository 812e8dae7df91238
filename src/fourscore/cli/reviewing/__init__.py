"""This file is about verbs of reviewing: initiatives, the monthly review, policies."""
