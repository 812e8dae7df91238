"""This file is about nothing of its own: the files beside it send what people subscribed to, when it is due."""
