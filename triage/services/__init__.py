"""Use cases, one noun a file; each takes the House first and opens its own transaction."""
