"""Made from proto/ by `python -m __service__.gen`; not to be edited."""
