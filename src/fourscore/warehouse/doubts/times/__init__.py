"""This file is about the times at which nothing can be missed: opening hours and closures."""
