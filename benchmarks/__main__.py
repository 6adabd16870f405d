"""`make bench`: pictures and captions against other ways and limits, scoring, growth, then the steps as a whole."""

from benchmarks import growth, pictures, scoring, steps


def main() -> None:
    """Run all of them."""
    for part in (pictures, scoring, growth, steps):
        part.main()


if __name__ == "__main__":
    main()
