"""Numbers of an architecture without opinions: call graph, time, availability, retries and queues."""
