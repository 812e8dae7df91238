"""This file is about the folder of pages made for a role: where each begins, and what stands on their pages."""
