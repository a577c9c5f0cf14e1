"""The arguments of the commands, one module each: it imports nothing that `--help` would have to wait for."""
