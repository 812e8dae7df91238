"""This file is about the front door of reviewing: initiatives and their effect, signals, decisions, policies read."""
