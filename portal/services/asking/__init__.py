"""What people ask for: answers, proposals, requests and their revisions."""
