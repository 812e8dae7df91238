"""This file is about the rules the strategy's text alone can break, by matter."""
