"""Consultation hours, advice and what the community knows together."""
