"""This file is about a strategy's text: as a tree that knows its places, and changed place by place."""
