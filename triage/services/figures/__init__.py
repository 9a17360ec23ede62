"""What is counted over many leads, and what leaves the house as a file."""
