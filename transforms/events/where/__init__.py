"""Where: places, datelines, and which event they place."""
