"""This file is about the front door of words: what people type for families of verbs, and what they mean."""
