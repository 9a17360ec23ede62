"""Everything that an operator would ask, one line each: is it well, what is wrong, what to do.

`report` says what a line is, `rounds` makes all of them; the others each look at one thing: `setup`
(settings, texts), `database`, `keys`, `work`, `files`, `twilio`, `history`. Nothing here changes
anything, but for the last report, which the worker keeps for the console.
"""
