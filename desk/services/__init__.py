"""Writes of the desk's own, and those that put several of `claims.services` into one."""
