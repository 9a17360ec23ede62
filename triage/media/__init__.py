"""Files that patients sent: fetched, judged by their bytes, made harmless, kept on disk.

`doors` says what may be asked for, `fetching` asks, `kinds` judges, `making` has pictures made in a
process that may do nothing else (`box`), `scanning` asks a virus scanner, `shelf` keeps what was
sealed. Nothing here is loaded by a process that only answers messages.
"""
