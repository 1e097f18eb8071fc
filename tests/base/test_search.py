"""Search by bigrams: what is found, by whom, in which order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chengguan.base import search
from chengguan.base.viewer import Viewer

VIEWER = Viewer(
    user_id=1,
    username="a",
    officer_id=1,
    name="甲",
    bureau_id=1,
    bureau_code="430581",
    bureau_name="甲局",
    jurisdiction="430581",
    unit_id=11,
    brigade_id=10,
    squad_id=11,
    roles=frozenset({"handler"}),
    reach="bureau",
)
SQUAD = replace(VIEWER, reach="squad")


def put(key: str, text: str, *, kind: str = "case", bureau: int = 1, squad: int | None = 11) -> None:
    search.put(kind=kind, key=key, bureau_id=bureau, brigade_id=10, squad_id=squad, title=key, text=text)


def keys(query: str, viewer: Viewer = VIEWER, **how: object) -> list[str]:
    return [hit.key for hit in search.find(viewer, query, **how)]  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def texts(db: None) -> None:
    put("k1", "建设路5号运输渣土未密闭，车牌湘A12345")
    put("k2", "建华路窨井设施未做防护", squad=12)
    put("k3", "渣土堆放在建设路口 100% 属实")
    put("k4", "邻局的渣土案件", bureau=2, squad=21)
    put("k5", "渣土运输有限公司", kind="party")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("渣土", ["k5", "k3", "k1"]),
        ("渣土 建设路", ["k3", "k1"]),
        ("渣土运输", ["k5"]),
        ("运输渣土", ["k1"]),
        ("窨", ["k2"]),
        ("护", ["k2"]),
        ("路", ["k3", "k2", "k1"]),
        ("湘a12345", ["k1"]),
        ("5号", ["k1"]),
        ("100%", ["k3"]),
        ("k_", []),
        ("航空母舰", []),
        ("", []),
        ("，。", []),
    ],
)
def test_finds_every_word_newest_first(query: str, found: list[str]) -> None:
    assert keys(query) == found


def test_keeps_to_the_reach_of_the_viewer() -> None:
    assert keys("路", SQUAD) == ["k3", "k1"]
    assert keys("渣土", replace(VIEWER, reach="none")) == []
    assert keys("渣土", replace(VIEWER, bureau_id=2)) == ["k4"]


def test_can_be_narrowed_to_a_kind_and_a_number_of_hits() -> None:
    assert keys("渣土", kind="party") == ["k5"]
    assert keys("渣土", limit=2) == ["k5", "k3"]


def test_a_changed_text_is_found_by_its_new_words_only() -> None:
    put("k1", "改为夜间施工", squad=12)
    assert keys("夜间施工") == ["k1"]
    assert keys("渣土", SQUAD) == ["k5", "k3"]


def test_old_texts_are_found_as_well_as_new_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of four and sixteen ids: the first text lies beyond both."""
    monkeypatch.setattr(search, "AGES", (2, 4))
    put("old", "独一无二的旧案")
    for number in range(50):
        put(f"n{number}", f"平常的新案{number}")
    assert keys("独一无二") == ["old"]
    assert keys("新案", limit=40) == [f"n{number}" for number in range(49, 9, -1)]
    put("new", "独一无二的新案")
    assert keys("独一无二") == ["new", "old"]


def test_keys_of_titles_that_hold_a_phrase() -> None:
    put("甲管立〔2026〕第12号", "正文")
    put("甲管立〔2026〕第9号", "正文提到第12号")
    assert search.keys(VIEWER, "第12号", kind="case", limit=5) == ["甲管立〔2026〕第12号"]
    assert search.keys(VIEWER, "〔2026〕第12", kind="case", limit=5) == ["甲管立〔2026〕第12号"]
    assert len(search.keys(VIEWER, "2026", kind="case", limit=5)) == 2
    assert search.keys(VIEWER, "〔〕", kind="case", limit=5) == []
    assert search.keys(VIEWER, "第12号", kind="party", limit=5) == []


def test_shows_the_words_around_the_hit() -> None:
    (hit,) = search.find(VIEWER, "窨井")
    assert "窨井设施" in hit.excerpt
