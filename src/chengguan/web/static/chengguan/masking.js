// Drawing what was missed: drag over the picture of a masked copy, and a line for the rectangle is written into the form.
(() => {
  "use strict";
  const stage = document.querySelector("[data-draw]");
  const lines = document.querySelector("[data-remask] textarea");
  const media = stage && stage.querySelector("video, img");
  if (!media || !lines) return;

  // Where the picture itself lies in its element (it keeps its proportions).
  const picture = () => {
    const area = media.getBoundingClientRect();
    const wide = media.videoWidth || media.naturalWidth;
    const high = media.videoHeight || media.naturalHeight;
    const scale = Math.min(area.width / wide, area.height / high);
    return {
      left: area.left + (area.width - wide * scale) / 2,
      top: area.top + (area.height - high * scale) / 2,
      width: wide * scale,
      height: high * scale,
    };
  };
  const within = (value) => Math.max(0, Math.min(100, value));

  let from = null;
  let frame = null;
  const place = (event) => {
    const area = picture();
    return { x: within(((event.clientX - area.left) * 100) / area.width), y: within(((event.clientY - area.top) * 100) / area.height) };
  };
  const box = (one, other) => ({
    left: Math.min(one.x, other.x), top: Math.min(one.y, other.y),
    width: Math.abs(one.x - other.x), height: Math.abs(one.y - other.y),
  });

  stage.addEventListener("pointerdown", (event) => {
    const area = media.getBoundingClientRect();
    if (event.button || event.clientY > area.bottom - 70) return; // the controls of the video
    event.preventDefault();
    from = place(event);
    frame = document.createElement("div");
    frame.className = "cgp-drawing";
    stage.append(frame);
    stage.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", (event) => {
    if (!from) return;
    const drawn = box(from, place(event));
    const area = picture();
    const own = stage.getBoundingClientRect();
    frame.style.left = `${area.left - own.left + (drawn.left * area.width) / 100}px`;
    frame.style.top = `${area.top - own.top + (drawn.top * area.height) / 100}px`;
    frame.style.width = `${(drawn.width * area.width) / 100}px`;
    frame.style.height = `${(drawn.height * area.height) / 100}px`;
  });
  stage.addEventListener("pointerup", (event) => {
    if (!from) return;
    const drawn = box(from, place(event));
    from = null;
    frame.remove();
    if (drawn.width < 1 || drawn.height < 1) return;
    const now = media.currentTime || 0;
    const end = media.duration ? Math.min(now + 2, media.duration) : 0;
    const values = [drawn.left, drawn.top, Math.min(drawn.width, 100 - drawn.left), Math.min(drawn.height, 100 - drawn.top)];
    const line = [...values.map((value) => value.toFixed(1)), now.toFixed(1), Math.floor(end * 10) / 10].join(" ");
    lines.value = `${lines.value.replace(/\s+$/, "")}\n${line}\n`.trimStart();
  });
})();
