"""This file is about the steps of that chain, one file each, in the order of their numbers."""
