"""The shell of the community hub: everything it needs before it has a subject."""
