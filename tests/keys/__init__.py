"""Changes of the index key and of the data key, while people write."""
