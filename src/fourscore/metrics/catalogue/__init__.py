"""This file is about the folder of definitions: what each number is (the YAML files) and the fields it may name."""
