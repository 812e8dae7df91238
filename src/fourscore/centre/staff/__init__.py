"""This file is about the folder of people as they are known from people.yaml and from staff lists together."""
