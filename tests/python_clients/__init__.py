"""What integrators use from Python, from a pinned lock; `make clients` installs it."""
