"""This file is about nothing of its own: the files beside it are about files that people bring in a browser."""
