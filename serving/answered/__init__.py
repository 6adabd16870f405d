"""What is answered: scores in numbers and words, route by route."""
