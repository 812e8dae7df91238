"""This file is about what comes in while a centre is served: pushed events, and sources that are followed."""
