"""The verbs of editions, committees and stages, by subject: `editions`, `seats`, `stages`."""
