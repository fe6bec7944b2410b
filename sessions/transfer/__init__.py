"""Import and export of programmes."""
