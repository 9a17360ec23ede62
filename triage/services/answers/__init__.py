"""What coordinators write to a person themselves, and the ways that are open for it."""
