"""This file is about the folder of what each role looks at first: its page, whether it is fed, and what stands on it."""
