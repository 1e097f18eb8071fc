"""Models of the recordings: cameras and stations, uploads, footage, custody."""

from .cameras import BodyCamera, CameraHolding, ClockCheck
from .collection import Station, Upload
from .custody import Destruction, DestructionItem, Hold, Package, Viewing
from .footage import Derivative, Mark, Recording, Tie

__all__ = [
    "BodyCamera",
    "CameraHolding",
    "ClockCheck",
    "Derivative",
    "Destruction",
    "DestructionItem",
    "Hold",
    "Mark",
    "Package",
    "Recording",
    "Station",
    "Tie",
    "Upload",
    "Viewing",
]
