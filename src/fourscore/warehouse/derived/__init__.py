"""This file is about the front door of derived: what the warehouse works out from the facts it keeps.

Everything here can be thrown away and made again from the facts; a load restates only what it touched.
"""
