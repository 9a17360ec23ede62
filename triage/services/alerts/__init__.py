"""Telling the staff that something waits: to whom, in which words, and when."""
