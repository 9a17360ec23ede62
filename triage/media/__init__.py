"""Files that patients sent: fetched from Twilio, judged by their bytes, made harmless, sealed."""
