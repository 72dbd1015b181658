"""No. series: where document nos. come from."""
