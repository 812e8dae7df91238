"""This file is about a strategy's things as forms: their fields as words, and words brought back into the text."""
