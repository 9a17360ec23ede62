"""Telling the staff: the only module that imports `apprise`. A message is a link, nothing more."""
