"""What is kept from one check for the next: prepared files, and what was judged."""
