"""What the server runs: it looks for a function named application."""

from notes import app as application
