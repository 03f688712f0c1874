"""The edges: the outside world turned into the core's commands, and the core's answers into words."""
