"""The nets, layer by layer. Every layer is named, so that equal nets are equal files.

Where the write-ups leave a size open it is ours, and said so.
"""

from collections.abc import Sequence
from typing import Any

from likelier.nets.settings import PictureSettings
from likelier.pixels import HEIGHT, SMALL_SHAPE, WIDTH

FEATURES, BOTH, SMALL = "features", "both", "small"  # inputs: numbers, two pictures side by side, one small picture

MLP = (64, 32, 16, 8, 4)
SMALL_DENSE = (500, 50)  # the second is ours: the report says 1620, 500, ..., 1
LEAK = 0.1
MOMENTUM = 0.9  # of batch norm, ours: with Keras's 0.99 a small data set is through before its means are right


def features_branch(width: int) -> tuple[Any, Any]:
    """Dense layers of 64, 32, 16, 8 and 4 nodes on `width` numbers; its input and its end."""
    from keras import Input, layers

    start = end = Input((width,), name=FEATURES)
    for nodes in MLP:
        end = layers.Dense(nodes, activation="relu", name=f"features_{nodes}")(end)
    return start, end


def pictures_branch(settings: PictureSettings) -> tuple[Any, Any]:
    """Convolutions of 3 x 3, each with batch norm and max pooling, then dense layers; its input and its end."""
    from keras import Input, layers

    start = Input((HEIGHT, 2 * WIDTH, 3), dtype="uint8", name=BOTH)
    end = layers.Rescaling(1 / 255, name="to_one")(start)
    if settings.halvings:
        end = layers.AveragePooling2D(2**settings.halvings, name="halved")(end)
    for place, filters in enumerate(settings.filters, 1):
        end = layers.Conv2D(filters, 3, padding="same", activation="relu", name=f"convolution_{place}")(end)
        end = layers.BatchNormalization(momentum=MOMENTUM, name=f"norm_{place}")(end)
        end = layers.MaxPooling2D(padding="same", name=f"pool_{place}")(end)
    end = layers.Flatten(name="flat")(end)
    for place, nodes in enumerate(settings.dense):
        end = layers.Dense(nodes, activation="relu", name=_dense(place))(end)
        if place < len(settings.dropout):
            end = layers.Dropout(settings.dropout[place], seed=0, name=f"dropout_{place + 1}")(end)
    return start, end


def hidden(net: Any, place: int) -> Any:
    """The net up to the dense layer of this place; its output is what that layer says of a picture."""
    from keras import Model

    return Model(net.inputs, net.get_layer(_dense(place)).output, name=f"until_{_dense(place)}")


def small_branch(dropout: float) -> tuple[Any, Any]:
    """The report's net on 50 x 50 pixels: 10 channels of 11 x 11, 5 of 5 x 5, pooling, dense; its input and its end."""
    from keras import Input, layers

    def leaky(place: int, end: Any) -> Any:
        return layers.LeakyReLU(negative_slope=LEAK, name=f"leaky_{place}")(end)

    start = Input(SMALL_SHAPE, dtype="uint8", name=SMALL)
    end = layers.Rescaling(1 / 255, name="to_one")(start)
    end = leaky(1, layers.Conv2D(10, 11, name="convolution_1")(end))  # 40 x 40
    end = leaky(2, layers.Conv2D(5, 5, name="convolution_2")(end))  # 36 x 36
    end = layers.MaxPooling2D(name="pool")(end)
    end = layers.Dropout(dropout, seed=0, name="dropout")(end)
    end = layers.Flatten(name="flat")(end)  # 1620
    for place, nodes in enumerate(SMALL_DENSE, 3):
        end = leaky(place, layers.Dense(nodes, name=f"dense_{place - 2}")(end))
    return start, end


def headed(branches: Sequence[tuple[Any, Any]], mean: float) -> Any:
    """A net with one number at its end; of several branches, through four nodes that see both.

    Its last bias begins at the target's mean, so that no epoch is spent on finding it.
    """
    from keras import Model, initializers, layers

    starts, ends = zip(*branches, strict=True)
    end = ends[0]
    if len(ends) > 1:
        end = layers.Dense(4, activation="relu", name="together")(layers.Concatenate(name="joined")(list(ends)))
    bias = initializers.Constant(mean)
    end = layers.Dense(1, bias_initializer=bias, dtype="float32", name="score")(end)
    return Model(list(starts), end, name="net")


def _dense(place: int) -> str:
    return f"dense_{place + 1}"
