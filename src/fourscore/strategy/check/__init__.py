"""This file is about what makes a strategy sound: one rule, one function."""
