// Timeline and map of the recordings. Both pages work without this file.
(() => {
  "use strict";

  // -- timeline: play from where the bar was clicked ---------------------------------------------------------
  document.addEventListener("click", (event) => {
    const bar = event.target.closest("button.rec-bar-button[data-long]");
    if (!bar || !event.detail) return; // a key press plays from the beginning
    const box = bar.getBoundingClientRect();
    const share = box.width > 12 ? Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) : 0;
    bar.value = String(Math.floor(share * Number(bar.dataset.long)));
  });

  // -- map -----------------------------------------------------------------------------------------------------
  const holder = document.getElementById("map");
  if (!holder || !window.L) return;
  const L = window.L;
  holder.hidden = false;
  const map = L.map(holder, { preferCanvas: true, attributionControl: false }).setView([35, 108], 4);
  if (holder.dataset.tiles) L.tileLayer(holder.dataset.tiles, { maxZoom: 19 }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  const fields = ["south", "west", "north", "east"].map((name) => document.getElementById(name));
  let drawn = null;
  const show = (bounds) => {
    if (drawn) drawn.remove();
    drawn = L.rectangle(bounds, { color: "#a8201a", weight: 2, fillOpacity: 0.06, interactive: false }).addTo(map);
  };
  const box = (holder.dataset.box || "").split(",").map(Number);
  if (box.length === 4) show([[box[0], box[1]], [box[2], box[3]]]);

  const colours = { recording: "#1b4b8a", mark: "#a8201a", loose: "#a8201a" };
  const label = (point) => {
    const sheet = document.createElement("div");
    const title = document.createElement(point.url ? "a" : "strong");
    if (point.url) title.href = point.url;
    title.textContent = point.title;
    const lines = [point.at, point.text].filter(Boolean).map((text) => {
      const line = document.createElement("div");
      line.textContent = text;
      return line;
    });
    sheet.append(title, ...lines);
    return sheet;
  };
  const note = document.getElementById("map-note");
  fetch(holder.dataset.points, { headers: { Accept: "application/json" } })
    .then((answer) => answer.json())
    .then(({ points }) => {
      points.forEach((point) => {
        L.circleMarker([point.lat, point.lng], {
          radius: point.kind === "recording" ? 6 : 5,
          color: colours[point.kind],
          weight: 2,
          fillOpacity: point.kind === "loose" ? 0 : 0.55,
        }).bindPopup(() => label(point)).addTo(map);
      });
      const bounds = drawn ? drawn.getBounds() : points.length ? L.latLngBounds(points.map((p) => [p.lat, p.lng])) : null;
      if (bounds) map.fitBounds(bounds.pad(0.15), { maxZoom: 16 });
      note.textContent = points.length ? `图上 ${points.length} 个点：蓝色为录像，红色为标记（空心的录像未到）。` : "这个范围里没有带位置的录像。";
    })
    .catch(() => { note.textContent = "点位没有读到，请看下面的表格，或者刷新页面。"; });

  // -- a rectangle by dragging -----------------------------------------------------------------------------------
  const button = document.getElementById("map-draw");
  let from = null;
  const stop = () => {
    from = null;
    map.dragging.enable();
    holder.classList.remove("is-drawing");
    map.off("mousedown", begin).off("mousemove", move).off("mouseup", end);
  };
  const begin = (event) => { from = event.latlng; };
  const move = (event) => { if (from) show(L.latLngBounds(from, event.latlng)); };
  const end = (event) => {
    if (!from) return;
    const bounds = L.latLngBounds(from, event.latlng);
    stop();
    show(bounds);
    [bounds.getSouth(), bounds.getWest(), bounds.getNorth(), bounds.getEast()].forEach((value, place) => {
      fields[place].value = value.toFixed(5);
    });
    document.getElementById("map-form").requestSubmit();
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    map.dragging.disable();
    holder.classList.add("is-drawing");
    holder.scrollIntoView({ block: "nearest" });
    map.on("mousedown", begin).on("mousemove", move).on("mouseup", end);
  });
})();
