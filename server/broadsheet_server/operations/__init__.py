"""What those who run the server need: health and logs."""
