"""This file is about fairness to people and teams: how sure a figure is, and how it stands among its peers."""
