"""Coordinators: who they are, how they log in, what they may not try too often."""
