"""The hardware side of the wire: what must be known of scanners; nothing of the application."""
