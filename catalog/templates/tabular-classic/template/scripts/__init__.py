"""What the workflows run: which stage a branch serves, the gate before production, and the deployment."""
