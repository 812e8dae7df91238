"""This file is about one period beside another: what changed, and what of it is only the number of working days."""
