"""What all services here share: nothing in it knows what any of them is about."""
