"""EfficientNet-Lite0 as an ONNX graph, built from its weights: ``python -m likelier.features.backbone_export FILE``.

The graph is built in a fraction of a second whenever it is needed, so that neither the repository nor a cache has to
hold it. Two outputs: `pooled`, of shape (n, 1280), and `probabilities` of ImageNet's 1,000 classes.
Source of the network: https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from likelier.features.lite0_weights import weights

SIDE = 224
EPSILON = 1e-3  # of the batch norms
HALVING = {1, 3, 5, 11}  # blocks of stride 2
OPSET, IR = 17, 8  # old enough for every ONNX Runtime that the lock may name


class _Graph:
    """Nodes and weights, in the order that they are added."""

    def __init__(self, tensors: dict[str, NDArray[Any]]) -> None:
        self.tensors = tensors
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, values: Any) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values, dtype=np.float32), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def convolution(self, before: str, name: str, norm: str, stride: int = 1, relu: bool = True) -> str:
        """A convolution with its batch norm folded in; padded as TensorFlow's `same`, with the odd pixel behind."""
        kernel = self.tensors[f"{name}.weight"].astype(np.float64)
        scale, bias, mean, variance = (
            self.tensors[f"{norm}.{part}"].astype(np.float64)
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        scale = scale / np.sqrt(variance + EPSILON)
        parts = [
            before,
            self.constant(f"{name}.weight", kernel * scale[:, None, None, None]),
            self.constant(f"{name}.bias", bias - mean * scale),
        ]
        # A depthwise kernel sees one channel: as many groups as there are filters.
        groups = len(kernel) if "_depthwise" in name else 1
        after = self.node("Conv", parts, name, strides=[stride, stride], group=groups, auto_pad="SAME_UPPER")
        return self.node("Clip", [after, "zero", "six"], f"{name}.relu6") if relu else after

    def block(self, before: str, number: int) -> str:
        """Widen, filter each channel, narrow; what came in is added where the shape stays."""
        name = f"_blocks.{number}"
        stride = 2 if number in HALVING else 1
        widens = f"{name}._expand_conv.weight" in self.tensors
        inner = self.convolution(before, f"{name}._expand_conv", f"{name}._bn0") if widens else before
        inner = self.convolution(inner, f"{name}._depthwise_conv", f"{name}._bn1", stride)
        inner = self.convolution(inner, f"{name}._project_conv", f"{name}._bn2", relu=False)
        if not widens or stride > 1:
            return inner
        came, goes = (self.tensors[f"{name}.{part}.weight"].shape for part in ("_expand_conv", "_project_conv"))
        return self.node("Add", [before, inner], f"{name}.sum") if came[1] == goes[0] else inner


def build() -> bytes:
    """The ONNX file: equal bytes at every call.

    Raises
    ------
    LikelierError
        The weights are missing or are others; see `lite0_weights.weights`.
    """
    from onnx import TensorProto, helper

    graph = _Graph(weights())
    graph.constant("zero", 0)
    graph.constant("six", 6)
    last = graph.convolution("pixels", "_conv_stem", "_bn0", stride=2)
    for number in range(sum(name.endswith("_depthwise_conv.weight") for name in graph.tensors)):
        last = graph.block(last, number)
    last = graph.convolution(last, "_conv_head", "_bn1")
    graph.node("Flatten", [graph.node("GlobalAveragePool", [last], "mean")], "pooled")
    head = [graph.constant(f"_fc.{part}", graph.tensors[f"_fc.{part}"]) for part in ("weight", "bias")]
    graph.node("Softmax", [graph.node("Gemm", ["pooled", *head], "logits", transB=1)], "probabilities")

    def value(name: str, *shape: int) -> Any:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", *shape])

    outputs = [value("pooled", 1280), value("probabilities", 1000)]
    whole = helper.make_graph(graph.nodes, "lite0", [value("pixels", 3, SIDE, SIDE)], outputs, graph.constants)
    opsets = [helper.make_opsetid("", OPSET)]
    content: bytes = helper.make_model(whole, ir_version=IR, opset_imports=opsets).SerializeToString(deterministic=True)
    return content


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(build())
