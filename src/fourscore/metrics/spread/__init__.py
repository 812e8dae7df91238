"""This file is about the folder of uncertainty: which family a metric's figures come from, and how they spread."""
