"""This file is about weights: how children join into what is above them, and how much each really moves the total."""
