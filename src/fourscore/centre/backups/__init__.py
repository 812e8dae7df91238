"""This file is about the folder of backups: making, keeping, putting back, and bringing a centre forward safely."""
