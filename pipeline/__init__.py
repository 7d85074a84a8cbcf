"""The graph and the commands around it."""
