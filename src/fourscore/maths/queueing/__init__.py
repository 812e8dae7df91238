"""This file is about queueing: how long customers wait, how many leave, and how many servers it takes."""
