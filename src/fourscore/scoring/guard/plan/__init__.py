"""This file is about a goal before it is accepted: can it be done, can it be seen, whose part is what, was it so."""
