"""After an outage or a loss: what was missed is read from Twilio, what was kept comes back."""
