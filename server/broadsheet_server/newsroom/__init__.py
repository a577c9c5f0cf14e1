"""The use cases that change articles: publish, correct, withdraw, restore."""
