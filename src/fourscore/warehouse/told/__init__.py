"""This file is about the folder of what reports told: held beside single calls of the same time."""
