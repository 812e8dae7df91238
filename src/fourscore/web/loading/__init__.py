"""This file is about nothing of its own: the files beside it are pages on what comes in, and how well it is."""
