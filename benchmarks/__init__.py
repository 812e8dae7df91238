"""This file is about the room of benchmarks: `python -m benchmarks` measures everything and writes down the results."""
