"""`make bench`: pictures and captions, scoring, growth and training against other ways and limits, then whole steps."""

from benchmarks import growth, pictures, scoring, steps, training


def main() -> None:
    """Run all of them."""
    for part in (pictures, scoring, growth, training, steps):
        part.main()


if __name__ == "__main__":
    main()
