"""This file is about beginning: a new centre, asked for or filled with a sample."""
