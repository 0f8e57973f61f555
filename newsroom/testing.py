"""Pytest plugin (first cut)."""
