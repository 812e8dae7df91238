"""This file is about the front door of publishing: strategies and scorecards kept as they were published."""
