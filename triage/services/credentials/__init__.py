"""Secrets: how old each is, who still needs an older one, and how one is changed with no gap."""
