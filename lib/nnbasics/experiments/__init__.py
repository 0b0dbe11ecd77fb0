"""What the lessons try out with the references: races, many starts, small language models."""
