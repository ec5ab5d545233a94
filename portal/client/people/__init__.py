"""Who is asking, who stands in for whom, and of what people are told."""
