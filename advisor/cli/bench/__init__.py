"""`advisor bench`: measures performance claims about patterns on this machine."""
