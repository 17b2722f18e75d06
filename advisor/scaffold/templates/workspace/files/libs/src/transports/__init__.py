"""How work comes in and goes out. Each module is one transport; none knows what a service is about."""
