"""This file is about how special answers are asked for and shown."""
