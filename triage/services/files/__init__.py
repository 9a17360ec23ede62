"""Files that people send: fetched, judged, kept sealed, and what is said about them."""
