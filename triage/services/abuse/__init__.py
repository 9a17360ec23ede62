"""Floods, loops and bills: who is not answered just now, whom we never write to, how much."""
