"""Formats that other systems speak, each a function of the public sheet and of nothing else."""
