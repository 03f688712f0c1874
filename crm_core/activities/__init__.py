"""What happened: calls, notes, messages, files, meetings; the timeline of a customer."""
