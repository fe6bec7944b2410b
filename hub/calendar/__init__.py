"""Calendars: stored events, feeds, downloads and invitations."""
