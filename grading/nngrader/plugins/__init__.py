"""What nbgrader calls by name: its configuration points here."""
