"""The section `featurize`."""

from typing import Annotated, Literal

from pydantic import Field

from likelier.params.section import Count, Section


class Featurize(Section):
    """Which kinds of features are computed, and how."""

    account: bool = True
    time: bool = True
    caption: bool = True
    words: bool = False  # a bag of words
    meaning: bool = True  # of the caption, as a point
    shape: bool = True  # kind of post and its proportions
    picture: bool = True
    faces: bool = True
    embedding: bool = True  # what is on the picture, as a point
    tags: bool = False  # what is on the picture, by name
    pixels: bool = True  # small pictures for the nets
    detector: Literal["yuface", "haar", "none"] = "yuface"  # of faces
    alt_text: bool = False  # written after the upload: for studies only
    outcome: bool = False  # likes and comments of the post itself: for a ceiling only
    translation: Literal["none", "online", "local"] = "none"  # of captions, into English
    translation_cache: str = "data/translations"  # a folder: as private as the captions
    time_zone: str = "UTC"
    matured_hours: Annotated[float, Field(ge=0)] = 48.0
    backbone: str = "lite0"  # of embedding and tags; or none, or the path of an ONNX file
    picture_side: Annotated[int, Field(ge=32, le=2048)] = 480  # pixels on the long side, before statistics
    workers: Count = 2
