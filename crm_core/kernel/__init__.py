"""What everything else stands on: actors, rights, time, money, phones, errors and events."""
