"""What is asked: bodies, forms and their fields, checked before anything is scored."""
