"""Physical inventory orders, their recordings and the differences found."""
