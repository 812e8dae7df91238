"""This file is about setting a centre up stage by stage."""
