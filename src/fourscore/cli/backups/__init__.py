"""This file is about the folder of verbs that keep a centre safe: backups, putting back, upgrades, starting by itself."""
