"""What is done with organisations: verbs with their actor and time, each in one transaction."""
