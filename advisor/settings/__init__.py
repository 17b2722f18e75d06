"""`.advisor.yaml` and options: values, origins and how they are resolved."""
