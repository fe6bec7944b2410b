"""Import and export of programmes: pure, without database and web."""
