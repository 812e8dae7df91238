"""This file is about nothing of its own: the files beside it read who holds which role, and the staff agreement."""
