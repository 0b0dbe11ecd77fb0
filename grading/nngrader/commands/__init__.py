"""The command ``nngrader``, one file a subcommand."""
