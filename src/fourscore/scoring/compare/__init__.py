"""This file is about the folder of fairness to people: how sure a figure is, and how it stands among its peers."""
