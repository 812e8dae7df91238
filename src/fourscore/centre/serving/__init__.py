"""This file is about what runs beside the pages while a centre is served, each matter in its own folder."""
