"""Video rooms: when the door is open, and the link that lets a person in."""
