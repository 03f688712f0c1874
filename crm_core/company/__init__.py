"""The company itself: its name, language, money, zone, working time."""
