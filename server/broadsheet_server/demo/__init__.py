"""The Vallmere Courier: an invented city's newspaper, to see and try everything with."""
