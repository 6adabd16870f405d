"""The section `validate`."""

from likelier.params.section import Count, Section, Share


class Validate(Section):
    """Thresholds of the critical expectations and of the warnings."""

    min_posts: Count = 10
    max_missing_likes: Share = 0.5
    warn_missing_likes: Share = 0.2
    max_missing_pictures: Share = 0.9
    warn_missing_pictures: Share = 0.2
    max_quarantined: Share = 0.5
