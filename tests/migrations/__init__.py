"""Migrations on databases that people have written in."""
