"""This file is about reading a strategy: single values, KPIs, goals and arrows, with every issue."""
