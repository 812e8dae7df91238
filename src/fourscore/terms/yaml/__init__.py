"""This file is about the reading of YAML: one text into nodes, every node with its place."""
