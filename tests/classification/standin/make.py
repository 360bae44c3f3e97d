"""Makes `encoder.onnx`: a stand-in for the encoder that counts marks. `pip install onnx`, then `python make.py`.

Each word of agreement adds 2 to supporting, each word of contrast 2 to contrasting; mentioning has 1; the evidence is own
where a word for own results stands. So tests of what is around an encoder need none that was trained.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OWN, AGREEMENT, CONTRAST, MARKS = 2, 4, 5, 13  # citance.classification.inputs.Mark


def main() -> None:
    says = np.zeros((MARKS, 3), np.float32)
    says[AGREEMENT, 0] = says[CONTRAST, 1] = 2.0
    says[OWN, 2] = 1.0
    constants = {
        "says": says,
        "one": np.array([[1.0]], np.float32),
        "half": np.array([0.5], np.float32),
        "tokens": np.array([1]),
        "last": np.array([-1]),
        "0": np.array([0]),
        "2": np.array([2]),
        "3": np.array([3]),
    }
    nodes = [
        helper.make_node("Gather", ["says", "marks"], ["adds"], axis=0),
        helper.make_node("Slice", ["adds", "0", "2", "last"], ["words"]),
        helper.make_node("ReduceSum", ["adds", "tokens"], ["sums"], keepdims=0),
        helper.make_node("Slice", ["sums", "0", "2", "last"], ["verdicts"]),
        helper.make_node("Concat", ["verdicts", "one"], ["stance"], axis=1),
        helper.make_node("Slice", ["sums", "2", "3", "last"], ["own"]),
        helper.make_node("Squeeze", ["own", "tokens"], ["owned"]),
        helper.make_node("Sub", ["owned", "half"], ["evidence"]),
    ]
    rows = [helper.make_tensor_value_info("marks", TensorProto.INT64, ["B", "T"])]
    answers = [
        helper.make_tensor_value_info("stance", TensorProto.FLOAT, ["B", 3]),
        helper.make_tensor_value_info("evidence", TensorProto.FLOAT, ["B"]),
        helper.make_tensor_value_info("words", TensorProto.FLOAT, ["B", "T", 2]),
    ]
    graph = helper.make_graph(
        nodes, "standin", rows, answers, [numpy_helper.from_array(value, name) for name, value in constants.items()]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.checker.check_model(model)
    onnx.save(model, Path(__file__).with_name("encoder.onnx"))


if __name__ == "__main__":
    main()
