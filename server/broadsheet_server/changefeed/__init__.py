"""The change feed: the sequence of changes, the followers that read it, and the lease that elects one."""
