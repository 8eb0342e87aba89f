"""Pages of editions, stages, the committee, single seats, and the nation."""
