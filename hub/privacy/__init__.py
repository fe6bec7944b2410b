"""What personal data the hub holds, why, and for how long."""
