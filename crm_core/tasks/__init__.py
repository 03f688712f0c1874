"""What should happen: tasks and visits, and the reminders that speak of them."""
