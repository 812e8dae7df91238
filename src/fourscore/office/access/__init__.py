"""This file is about who may come in: tokens, by which other programs push events."""
