"""This file is about nothing of its own: the files beside it are the API, everything the pages do for programs."""
