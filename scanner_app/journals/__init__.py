"""Journal batches that wait for a supervisor, reason codes and the limits that hold a line back."""
