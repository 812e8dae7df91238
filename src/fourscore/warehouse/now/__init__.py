"""This file is about nothing of its own: the files beside it tell how things stand at the newest moment loaded."""
