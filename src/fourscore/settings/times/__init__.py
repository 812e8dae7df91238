"""This file is about times a centre keeps: opening hours, how long facts are kept, and when backups are made."""
