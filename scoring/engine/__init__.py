"""The scoring engine: plain Python, no Django, no clock, no randomness, no float in an official number."""
