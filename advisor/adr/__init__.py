"""Decision records (ADRs) in a folder: reads, writes, updates and supersedes them."""
