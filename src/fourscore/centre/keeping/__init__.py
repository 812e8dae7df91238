"""This file is about the front door of keeping: erasing a person, deleting what is old, signing months off."""
