"""This file is about holding a whole centre against the rules: its texts, and its figures."""
