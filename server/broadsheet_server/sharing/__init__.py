"""Email this to your friend: accept a share, compose the mail, hand it over, and respect a no."""
