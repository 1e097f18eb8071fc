"""Models of the recordings: cameras and stations, uploads, footage, custody."""

from .cameras import BodyCamera, CameraHolding, ClockCheck
from .collection import Station, Upload
from .custody import Destruction, DestructionItem, Hold, KeepingTerm, LogExport, Package, Viewing
from .footage import Derivative, Mark, Recording, Tie
from .searches import SavedFilter

__all__ = [
    "BodyCamera",
    "CameraHolding",
    "ClockCheck",
    "Derivative",
    "Destruction",
    "DestructionItem",
    "Hold",
    "KeepingTerm",
    "LogExport",
    "Mark",
    "Package",
    "Recording",
    "SavedFilter",
    "Station",
    "Tie",
    "Upload",
    "Viewing",
]
