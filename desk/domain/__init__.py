"""What the desk works out without Django."""
