"""This file is about the front door of the verbs that keep a centre's data: forget, keep, close."""
