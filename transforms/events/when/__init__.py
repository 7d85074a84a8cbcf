"""When: time expressions, the days they mean, and which event they date."""
