"""This file is about nothing of its own: the files beside it are the pages of comments, incidents and alerts."""
