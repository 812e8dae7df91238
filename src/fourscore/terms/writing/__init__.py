"""This file is about nothing of its own: the files beside it write what people read."""
