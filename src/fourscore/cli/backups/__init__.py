"""This file is about the folder of verbs that keep a centre safe: backing up, putting back, starting by itself."""
