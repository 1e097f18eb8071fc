"""图片上的文字: the shipped sans-serif face for words that are drawn into pictures."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont


@lru_cache(maxsize=8)
def lettering(size: int) -> FreeTypeFont:
    """The face at a size in pixels."""
    import pylopdf_fonts_zh_cn
    from PIL import ImageFont

    shipped = Path(pylopdf_fonts_zh_cn.__file__).parent
    return ImageFont.truetype(str(shipped / "NotoSansSC-Regular.otf"), size)
