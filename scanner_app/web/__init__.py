"""Pages and JSON: they translate between HTTP and the service, and decide nothing of the trade."""
