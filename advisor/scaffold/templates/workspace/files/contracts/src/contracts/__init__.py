"""What the services agree on, a module for each call, queue and topic. A change here is a change for others."""
