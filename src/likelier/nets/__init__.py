"""What the families of neural nets share: their layers, their input, and one way of training, keeping and scoring.

TensorFlow is imported inside functions only: it takes seconds, and most commands need none of it.
"""
