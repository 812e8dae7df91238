"""This file is about money in a question: the currency and the rates asked for, and why an amount moved."""
