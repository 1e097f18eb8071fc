"""What a file is, by its content: whole, cut off, mislabelled, crafted."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chengguan.recordings import probing
from chengguan.recordings.probing import Unreadable, probe

from .media import BEGUN, cut_off, make_amr, make_photo, make_sound, video, with_index_first


def test_a_film_says_what_it_is_when_and_where() -> None:
    found = probe(video(sound="aac", point=(26.725, 110.63)))
    assert (found.media_type, found.kind, found.container) == ("video/mp4", "video", "mp4")
    assert (found.video_codec, found.audio_codec) == ("h264", "aac")
    assert (found.width, found.height, found.frame_rate) == (320, 180, 10.0)
    assert found.began_at == BEGUN
    assert (found.latitude, found.longitude) == (26.725, 110.63)
    assert 1900 <= found.duration_ms <= 2200
    assert (found.whole, found.faults, found.playback) == (True, (), "direct")


@pytest.mark.parametrize(
    ("how", "codec", "playback"),
    [
        ({"container": "mov"}, "h264", "direct"),
        ({"container": "mkv", "sound": "pcm_s16le"}, "h264", "hls"),
        ({"container": "avi", "sound": "pcm_s16le"}, "h264", "hls"),
        ({"container": "ts", "sound": "aac"}, "h264", "hls"),
        ({"codec": "libx265"}, "hevc", "transcode"),
        ({"codec": "mpeg4"}, "mpeg4", "transcode"),
    ],
)
def test_how_a_browser_gets_to_see_it(how: dict[str, str], codec: str, playback: str) -> None:
    found = probe(video(**how))
    assert (found.video_codec, found.playback, found.whole) == (codec, playback, True)


def test_sounds(tmp_path: Path) -> None:
    wave = probe(make_sound(tmp_path / "s"))
    assert (wave.kind, wave.media_type, wave.playback) == ("audio", "audio/wav", "direct")
    mp3 = probe(make_sound(tmp_path / "m", codec="libmp3lame", container="mp3"))
    assert (mp3.kind, mp3.audio_codec, mp3.playback) == ("audio", "mp3", "direct")
    m4a = probe(make_sound(tmp_path / "a", codec="aac", container="mp4"))
    assert (m4a.kind, m4a.media_type, m4a.playback) == ("audio", "audio/mp4", "direct")
    amr = probe(make_amr(tmp_path / "r"))
    assert (amr.kind, amr.audio_codec, amr.playback) == ("audio", "amr_nb", "transcode")


def test_a_photograph_has_time_and_place(tmp_path: Path) -> None:
    photo = make_photo(tmp_path / "p")
    found = probe(photo)
    assert (found.kind, found.began_at, found.playback) == ("photo", BEGUN, "direct")
    assert (found.latitude, found.longitude) == (26.725, 110.63)
    half = probe(cut_off(photo, tmp_path / "half"))
    assert not half.whole
    assert "照片文件不完整" in half.faults[0]


def test_a_cut_off_file_with_its_index_is_kept_and_says_so(tmp_path: Path) -> None:
    whole = with_index_first(video(), tmp_path / "w.mp4")
    found = probe(cut_off(whole, tmp_path / "cut.mp4"))
    assert not found.whole
    assert "应有" in found.faults[0]
    assert found.began_at is not None or found.duration_ms


@pytest.mark.parametrize("container", ["mkv", "avi"])
def test_other_containers_cut_off(tmp_path: Path, container: str) -> None:
    found = probe(cut_off(video(container=container, sound="pcm_s16le"), tmp_path / "cut"))
    assert not found.whole
    assert "文件不完整" in found.faults[0]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "文件为空"),
        (bytes(4000), "全为零"),
        (b"%PDF-1.7 not a film at all", "PDF"),
        (b"MZ\x90\x00" + bytes(200), "程序文件"),
        (b"ffconcat version 1.0\nfile /etc/hostname\n", "识别不出"),
        (b"#EXTM3U\n#EXT-X-VERSION:3\nfile:///etc/hostname\n", "播放列表"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 40, "缺少索引"),
        (b"\x1a\x45\xdf\xa3" + b"\xff" * 4000, "已损坏"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 400, "照片无法打开"),
    ],
)
def test_what_is_no_recording_is_refused_with_the_reason(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "video.mp4"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=says):
        probe(path)


def test_a_film_cut_off_before_its_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="文件不完整：缺少索引"):
        probe(cut_off(video(), tmp_path / "cut.mp4"))


def test_a_picture_of_enormous_size_is_refused(tmp_path: Path) -> None:
    png = tmp_path / "bomb.png"
    header = b"\x00\x00\x00\rIHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00"
    import zlib

    png.write_bytes(b"\x89PNG\r\n\x1a\n" + header + zlib.crc32(header[4:]).to_bytes(4, "big") + bytes(40))
    with pytest.raises(Unreadable, match="像素|无法打开"):
        probe(png)


def test_a_reader_that_dies_or_hangs_harms_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = tmp_path / "reader.py"
    monkeypatch.setattr(probing, "READER", reader)
    reader.write_text(f"import os; os.kill(os.getpid(), {int(signal.SIGSEGV)})")
    with pytest.raises(Unreadable, match="读取程序无法处理"):
        probe(video())
    monkeypatch.setattr(probing, "SECONDS", 0.3)
    reader.write_text("import time; time.sleep(60)")
    with pytest.raises(Unreadable, match="已停止"):
        probe(video())


def test_every_shortened_or_scrambled_film_gets_an_answer(tmp_path: Path) -> None:
    """No crash and no hang, whatever bytes come in."""
    content = bytearray(video(sound="aac").read_bytes())
    for seed in range(8):
        damaged = bytearray(content)
        for place in range(seed, len(damaged), 997 + 131 * seed):
            damaged[place] ^= 0xFF
        path = tmp_path / "damaged.mp4"
        path.write_bytes(damaged[: len(damaged) - seed * 500])
        try:
            assert probe(path).kind in ("video", "audio")
        except Unreadable as refusal:
            assert len(str(refusal)) > 10


def test_an_impossible_time_is_no_time(tmp_path: Path) -> None:
    from .media import make_video

    early = make_video(tmp_path / "e.mp4", begun_at=datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC), seconds=1)
    assert probe(early).began_at is None
    assert os.path.exists(early)
