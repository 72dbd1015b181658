"""Transfer orders and posted direct transfers."""
