"""This file is about the front door of keep: how long things are kept, and erasing a person from them."""
