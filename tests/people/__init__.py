"""A person's rights: proof, a copy of everything, erasure, and what time takes away."""
