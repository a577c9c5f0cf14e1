"""Broadsheet's server: takes a publisher's articles in, and answers readers, recipients and integrators."""
