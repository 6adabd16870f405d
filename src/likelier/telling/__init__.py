"""What `likelier models` prints of registered versions: the list, one version, and two beside each other."""
