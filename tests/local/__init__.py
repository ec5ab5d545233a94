"""Finding and starting the private server, and how its process behaves."""
