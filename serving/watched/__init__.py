"""What can be seen of the service from outside: its log, its metrics, its records for drift."""
