"""The known answer: what likes of the sample world depend on, and by how much.

log(likes) = level of the account + effect of the post + noise. The effect is the sum of the table below, centred on
the account's mean. Each row multiplies a coefficient with a smooth function of what the post is; coefficients are
in log likes, so that 0.10 is about +10 %. Those of carousels, weekends and advertising are about what was found on
real posts; the others are larger than in reality, so that about half of the variance within an account has a cause.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, log1p, pi, tanh

WITHIN = 0.42  # standard deviation of matured log likes within an account
NOISE = 0.297  # of that, what nothing explains; WITHIN where there are no effects


@dataclass(frozen=True)
class Facts:
    """What is known of a post before it goes out; the units are those of the modules that measure them."""

    brightness: float
    colourfulness: float
    sharpness: float
    faces: int
    caption_length: int
    question: bool
    hashtags: int
    advertising: bool
    hour: float  # UTC, 0 to 24
    weekend: bool
    kind: str


@dataclass(frozen=True)
class Effect:
    """One row of the table: `coefficient` times `function` of the facts."""

    name: str
    coefficient: float
    meaning: str
    function: Callable[[Facts], float]


def _rise(value: float, centre: float, width: float) -> float:
    """A smooth rise from -1 to 1 around `centre`."""
    return tanh((value - centre) / width)


EFFECTS = (
    Effect("brightness", 0.16, "tanh((V - 0.5) / 0.2), V the mean of HSV's V", lambda f: _rise(f.brightness, 0.5, 0.2)),
    Effect("colourfulness", 0.15, "tanh((C - 40) / 30), C the colourfulness", lambda f: _rise(f.colourfulness, 40, 30)),
    Effect("sharpness", 0.14, "tanh((S - 4) / 1.5), S the sharpness", lambda f: _rise(f.sharpness, 4, 1.5)),
    Effect("faces", 0.27, "0, 1 or 1.2 for no, one or two faces", lambda f: (0.0, 1.0, 1.2)[f.faces]),
    Effect("caption_length", 0.05, "log(1 + characters of the caption)", lambda f: log1p(f.caption_length)),
    Effect("question", 0.06, "1 where the caption asks a question", lambda f: float(f.question)),
    Effect("hashtags", 0.04, "log(1 + number of hashtags)", lambda f: log1p(f.hashtags)),
    Effect("advertising", -0.06, "1 where the caption advertises", lambda f: float(f.advertising)),
    Effect("hour", 0.15, "cos(2 pi (hour - 20) / 24): best at 20:00 UTC", lambda f: cos(2 * pi * (f.hour - 20) / 24)),
    Effect("weekend", -0.03, "1 on Saturday and Sunday, UTC", lambda f: float(f.weekend)),
    Effect("carousel", -0.13, "1 for a carousel", lambda f: float(f.kind == "carousel")),
    Effect("video", -0.15, "1 for a video", lambda f: float(f.kind == "video")),
)


def parts(facts: Facts) -> list[float]:
    """What each effect adds to one post, in log likes, not centred."""
    return [effect.coefficient * effect.function(facts) for effect in EFFECTS]


def total(facts: Facts) -> float:
    """The sum of all effects of one post, in log likes, not centred."""
    return sum(parts(facts))
