"""This file is about times a centre keeps: opening hours, and how long facts are kept."""
