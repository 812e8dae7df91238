"""This file is about nothing of its own: the files beside it let an OpenID provider vouch for people."""
