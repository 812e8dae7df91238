"""This file is about nothing of its own: the files beside it are the verbs of incidents and alerts."""
