"""Email this to your friend: accept a share, compose its messages, deliver them, let recipients opt out."""
