"""A lead as coordinators find, read and work on it."""
