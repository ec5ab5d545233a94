"""Who one is: sign-in, deputies, notices."""
