"""This file is about goals with guards held against what happened: verdicts that no gain can buy off."""
