"""This file is about who may come in: tokens, by which programs push events; links, by which walls are seen."""
