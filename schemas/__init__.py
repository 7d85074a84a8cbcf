"""Record classes: what flows through the graph and what lies in the lake, each defined once."""
