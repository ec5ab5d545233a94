"""Models on their way: promotion, rollback, and who deploys."""
