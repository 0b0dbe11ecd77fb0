"""What has to be said wherever likeness is shown."""

CAUTION = (
    "Likeness is a reason to look, and no proof: people learn together, and from the same lesson."
)
