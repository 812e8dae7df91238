"""This file is about money: the known currencies and the rates between them."""
