"""What is asked about a call, and about its translations."""
