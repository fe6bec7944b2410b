"""Events, series, sessions and signing up for them."""
