"""This file is about the guided set-up: what is asked stage by stage, and a strategy's text made of the answers."""
