"""This file is about the room of histories: a made warehouse of any size, and what is asked of it against bare SQL."""
