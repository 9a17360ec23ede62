"""Real processes that are killed while people write."""
