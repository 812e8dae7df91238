"""This file is about the folder of tests of staff lists."""
