"""Values as plain data: compared with tolerances, and described in words."""
