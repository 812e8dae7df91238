"""This file is about the front door of what reports told: sums nobody can take apart, and bare figures."""
