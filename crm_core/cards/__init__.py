"""Cards and lists that read across areas: a deal with its next task and last events, a customer with her deals."""
