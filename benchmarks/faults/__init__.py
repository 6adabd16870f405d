"""What collecting does when things go wrong: fakes on this machine, and a table with one row a fault.

``python -m benchmarks.faults`` prints it. Nothing here, and no test that uses it, asks any address but loopback.
"""
