"""This file is about nothing of its own: the files beside it are the pages that live, and the stream they live by."""
