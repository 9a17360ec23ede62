"""CancerFax triage."""
