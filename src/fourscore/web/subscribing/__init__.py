"""This file is about nothing of its own: the files beside it show and change what people are sent by mail."""
