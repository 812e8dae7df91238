"""This file is about nothing of its own: the files beside it watch measures, and tell whoever is on duty."""
