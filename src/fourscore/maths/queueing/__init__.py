"""This file is about queueing: how long callers wait, how many hang up, and how many agents it takes."""
