"""A stand-in for Twilio and a phone in the browser, for the demo and for tests only.

`server` is a process of its own on a loopback port. It signs, retries, hands out ids, takes REST
sends and makes status callbacks as Twilio does, so the production code path runs over real HTTP.
`blueprint` shows the phone in the web app and speaks to the stand-in for the browser.
"""
