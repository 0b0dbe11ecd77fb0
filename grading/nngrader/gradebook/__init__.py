"""A course's folders and its gradebook: what was handed in, and what grade it has."""
