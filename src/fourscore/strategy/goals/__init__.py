"""This file is about goals with guards: what is to move, what is to hold meanwhile, read, checked and told in words."""
