"""Measures web servers on one machine: see ../README.md."""
