"""What: triggers over the dependency tree, what they take, status and mode."""
