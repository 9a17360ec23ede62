"""Rotations, from the outside and from the inside."""
