"""Call-backs as promises that are kept or missed, and the diary of them."""
