"""Interactive figures of the course."""
