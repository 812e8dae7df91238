"""This file is about the room of answers: cells put in order, and values joined from exact parts."""
