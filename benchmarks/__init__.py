"""Speed and scale of the pipeline, as ratios within one run: machines differ, and are noisy."""
