"""What the server and the reader must agree on: the contract, its limits, addresses and words."""
