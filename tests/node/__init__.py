"""What integrators use from JavaScript, tried against the server. `make node` installs it."""
