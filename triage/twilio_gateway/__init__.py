"""Twilio at the edge: check what it signs, read what it sends, write what it reads, call its REST.

`signature`, `inbound`, `twiml` and `codes` need nothing of Twilio's package, so that the web
process stays 24 MB smaller; only `rest`, which the worker uses, imports it.
"""
