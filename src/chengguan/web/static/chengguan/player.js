// The player: begins at the tagged second, shows the true time of the picture, marks, keys. Without it the plain <video> plays.
(() => {
  "use strict";

  const two = (number) => String(number).padStart(2, "0");
  // True times are the times of China, wherever the browser is.
  const wall = (moment) => {
    const day = new Date(moment + 8 * 3600e3);
    const date = `${day.getUTCFullYear()}-${two(day.getUTCMonth() + 1)}-${two(day.getUTCDate())}`;
    return `${date} ${two(day.getUTCHours())}:${two(day.getUTCMinutes())}:${two(day.getUTCSeconds())}.${Math.floor(day.getUTCMilliseconds() / 100)}`;
  };

  const start = (box) => {
    const media = box.querySelector("video, audio");
    if (!media) return;
    const began = Number(box.dataset.began);
    const at = Number(box.dataset.at) || 0;
    const length = Number(box.dataset.length) / 1000;
    const frame = Number(box.dataset.frame);
    const clock = box.querySelector("[data-clock]");
    const bar = box.querySelector("[data-bar]");

    const seek = (second) => { media.currentTime = Math.max(0, Math.min(second, length || media.duration || second)); };
    const show = () => {
      clock.textContent = wall(began + media.currentTime * 1000);
      const whole = length || media.duration;
      if (whole) bar.style.setProperty("--played", `${(media.currentTime * 100) / whole}%`);
      document.querySelectorAll("[data-here]").forEach((link) => {
        const url = new URL(link.href);
        url.searchParams.set(link.dataset.here, Math.round(media.currentTime * 1000));
        link.href = url;
      });
    };
    const begin = () => { if (at && Math.abs(media.currentTime - at) > 0.2) media.currentTime = at; show(); };

    const playlist = box.dataset.playlist;
    if (playlist && window.Hls && window.Hls.isSupported()) {
      media.removeAttribute("src");
      const stream = new window.Hls({ startPosition: at, enableWorker: true, maxBufferLength: 20 });
      stream.loadSource(playlist);
      stream.attachMedia(media);
      stream.on(window.Hls.Events.ERROR, (name, data) => {
        if (!data.fatal) return;
        stream.destroy();
        media.src = `${media.dataset.plain}#t=${at}`;
      });
    }
    if (media.readyState >= 1) begin(); else media.addEventListener("loadedmetadata", begin, { once: true });
    media.addEventListener("timeupdate", show);
    media.addEventListener("seeking", show);
    media.addEventListener("seeked", show);

    bar.hidden = box.querySelector("[data-tools]").hidden = false;
    bar.addEventListener("click", (event) => {
      if (event.target !== bar) return;
      const area = bar.getBoundingClientRect();
      seek(((event.clientX - area.left) / area.width) * (length || media.duration));
    });
    box.querySelectorAll("[data-mark]").forEach((mark) => { mark.style.left = `${mark.dataset.share}%`; });
    box.querySelectorAll("[data-seek]").forEach((link) => link.addEventListener("click", (event) => {
      event.preventDefault();
      seek(Number(link.dataset.seek) / 1000);
    }));

    const step = (text) => {
      if (text.endsWith("frame")) {
        media.pause();
        seek(media.currentTime + (text.startsWith("-") ? -frame : frame) / 1000);
      } else seek(media.currentTime + Number(text) / 1000);
    };
    box.querySelectorAll("[data-step]").forEach((button) => button.addEventListener("click", () => step(button.dataset.step)));
    const speed = box.querySelector("[data-speed]");
    speed.addEventListener("change", () => { media.playbackRate = Number(speed.value); });

    const keys = {
      " ": () => (media.paused ? media.play() : media.pause()),
      ArrowLeft: () => step("-5000"),
      ArrowRight: () => step("5000"),
      ",": () => step("-frame"),
      ".": () => step("frame"),
    };
    document.addEventListener("keydown", (event) => {
      const inField = event.target.closest("input, textarea, select, button, a, summary, [contenteditable]");
      if (event.ctrlKey || event.metaKey || event.altKey || (inField && !box.contains(inField)) || !keys[event.key]) return;
      if (inField && (event.key === " " || inField.matches("select"))) return;
      event.preventDefault();
      keys[event.key]();
    });
    useHere(box, media);
  };

  // Fields that take a place in the film get a button that puts the place of the picture into them.
  const useHere = (box, media) => document.querySelectorAll("[data-moment]").forEach((field) => {
    if (field.dataset.ready) return;
    field.dataset.ready = "yes";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet";
    button.textContent = "用当前画面的时刻";
    button.addEventListener("click", () => { field.value = media.currentTime.toFixed(2); });
    field.after(button);
  });

  document.querySelectorAll("[data-player]").forEach((box) => {
    if (box.dataset.started) return;
    box.dataset.started = "yes";
    const media = box.querySelector("video, audio");
    if (media) media.dataset.plain = (media.getAttribute("src") || "").split("#")[0];
    start(box);
  });
})();
