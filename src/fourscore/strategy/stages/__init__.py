"""This file is about the stages of setting up a scorecard: what each has to show, who signs it, and its gate."""
