"""What happens to every update before a handler sees it: who, in which words, from which update, how fast."""
