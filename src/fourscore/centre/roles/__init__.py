"""This file is about the folder of what each role looks at: its pages, whether they are fed, and what stands there."""
