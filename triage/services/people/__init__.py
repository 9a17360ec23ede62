"""A person's rights: what they agreed to, what we hold about them, and to be forgotten."""
