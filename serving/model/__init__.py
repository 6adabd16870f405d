"""The model in service: how it is found, kept up to date and asked."""
