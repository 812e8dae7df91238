"""This file is about editing the strategy: a draft beside the file, changed by many, put in force, published."""
