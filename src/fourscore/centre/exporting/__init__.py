"""This file is about nothing of its own: the files beside it write the cubes out as Parquet, for any SQL tool."""
