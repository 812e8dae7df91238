"""This file is about the folder of the office's migrations: one chain, brought forward when an office is opened."""
