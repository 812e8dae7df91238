"""This file is about reviewing a centre: initiatives checked, a monthly agenda, decisions kept, policies read."""
