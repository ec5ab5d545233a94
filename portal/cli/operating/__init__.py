"""Running the portal: servers, database, demo, doctor, connect."""
