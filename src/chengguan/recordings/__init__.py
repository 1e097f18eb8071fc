"""执法音视频记录 (全过程记录, 一户式): cameras, collection, archive, custody. Knows subjects by key, never a case."""
