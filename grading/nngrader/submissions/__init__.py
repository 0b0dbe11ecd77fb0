"""What was handed in: read, put right from the instructor's version, cleaned."""
