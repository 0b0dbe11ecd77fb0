"""Ids, points and mistakes that other programs rely on: what is asked, not what the code says."""
