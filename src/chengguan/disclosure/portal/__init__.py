"""公示门户: the public pages under /gs/, their lists, drawings and downloads. Nothing here needs a login."""

from .shell import frame

__all__ = ["frame"]
