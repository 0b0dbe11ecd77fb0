"""Pages about a class: results, and submissions that are alike."""
