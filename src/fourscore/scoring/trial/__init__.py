"""This file is about trying a measure on what is loaded, before anybody is held to it."""
