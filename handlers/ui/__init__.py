"""What a person presses: callback data, keyboards, pickers, and how a screen reaches the chat."""
