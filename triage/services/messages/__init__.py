"""The life of a message: it is taken in, decided on, written down, answered and sent."""
