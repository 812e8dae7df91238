"""This file is about nothing of its own: the files beside it keep comments and incidents of one centre."""
