"""This file is about holding fourscore against the switch's own report: which definition gave each of its figures."""
