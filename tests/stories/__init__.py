"""The product's stories, told through its own doors: real commands, real servers, real terminals."""
