"""Search: the analyser, the engine contract, and the index, which follows the change feed."""
