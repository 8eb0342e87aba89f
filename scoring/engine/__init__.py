"""The scoring engine: plain Python, no Django, no clock, no randomness, no float in an official number."""

# Part of every seal: a change of any rule here is a new version.
VERSION = "3"
