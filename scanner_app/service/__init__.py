"""The application service: one function a use case. A conductor reads as the story it tells."""
