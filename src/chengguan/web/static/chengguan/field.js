// 随手标记: taps are kept on the phone until the server has them. The page works as plain forms without this file.
(() => {
  "use strict";

  const page = document.getElementById("field");
  if (!page) return;
  const STORE = "cg-marks";
  const status = document.getElementById("field-status");
  const list = document.getElementById("field-queue");
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const pad = (number, width) => number.toString(16).padStart(width, "0");

  // The phone's clock against the server's, renewed with every answer.
  let ahead = Date.now() - Number(page.dataset.now) * 1000;
  const now = () => new Date(Date.now() - ahead);
  const reckon = (answer, sentAt) => {
    const date = Date.parse(answer.headers.get("Date") || "");
    if (date) {
      const measured = (sentAt + Date.now()) / 2 - (date + 500);
      if (Math.abs(measured) < Math.abs(ahead) || Math.abs(measured - ahead) > 2000) ahead = measured;
    }
  };

  const uuid7 = (moment) => {
    const random = crypto.getRandomValues(new Uint8Array(10));
    random[0] = (random[0] & 0x0f) | 0x70;
    random[2] = (random[2] & 0x3f) | 0x80;
    const tail = [...random].map((byte) => pad(byte, 2)).join("");
    const text = pad(moment.getTime(), 12) + tail;
    return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
  };

  const read = () => { try { return JSON.parse(localStorage.getItem(STORE)) || []; } catch { return []; } };
  const write = (taps) => { localStorage.setItem(STORE, JSON.stringify(taps)); draw(); };
  const say = (text, bad) => { status.textContent = text; status.classList.toggle("is-bad", Boolean(bad)); };
  const time = (iso) => new Date(iso).toLocaleTimeString("zh-CN", { hour12: false });

  const draw = () => {
    const taps = read();
    list.hidden = !taps.length;
    list.replaceChildren(...taps.map((tap) => {
      const row = document.createElement("li");
      const undo = document.createElement("button");
      undo.type = "button";
      undo.className = "btn btn-sm btn-quiet";
      undo.textContent = "撤回";
      undo.addEventListener("click", () => write(read().filter((other) => other.pk !== tap.pk)));
      row.append(`${time(tap.at)} ${tap.title}${tap.ends ? " 结束" : ""}（${tap.problem || "待发送"}）`, undo);
      return row;
    }));
  };

  let position = null;
  if (navigator.geolocation) {
    navigator.geolocation.watchPosition(
      (found) => { position = found.coords; },
      () => { position = null; },
      { enableHighAccuracy: true, maximumAge: 15000, timeout: 20000 },
    );
  }

  const send = async (tap) => {
    const body = new URLSearchParams({ csrfmiddlewaretoken: token });
    ["pk", "step", "at", "subject_key", "ends", "latitude", "longitude"].forEach((name) => { if (tap[name]) body.set(name, tap[name]); });
    const sentAt = Date.now();
    const answer = await fetch(page.dataset.tap, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
    reckon(answer, sentAt);
    if (!(answer.headers.get("Content-Type") || "").includes("json")) throw new Error("needs login");
    return answer.json();
  };

  let busy = false;
  const flush = async (fresh) => {
    if (busy) return;
    busy = true;
    let saved = false;
    try {
      for (let tap = read().find((one) => !one.problem); tap; tap = read().find((one) => !one.problem)) {
        const answer = await send(tap);
        const rest = read().filter((one) => one.pk !== tap.pk);
        if (answer.state === "refused") {
          write(read().map((one) => (one.pk === tap.pk ? { ...one, problem: answer.text } : one)));
          say(answer.text, true);
        } else {
          saved = true;
          write(rest);
          say(answer.text);
        }
      }
    } catch (error) {
      const waiting = read().length;
      if (waiting) say(error.message === "needs login" ? `登录已过期，${waiting} 个标记保存在本机，请重新登录后打开本页。` : `没有网络，${waiting} 个标记保存在本机，有网络后自动发送。`, true);
      else if (fresh) say("没有发送成功，请再试。", true);
    } finally {
      busy = false;
    }
    if (saved && !read().some((one) => !one.problem)) setTimeout(() => location.reload(), 900);
  };

  // What was begun without a network can be ended without one.
  const toggle = (form, tap) => {
    const field = form.elements.ends || form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "ends" }));
    field.value = tap.ends ? "" : tap.pk;
    form.querySelector(".rec-step").classList.toggle("is-running", !tap.ends);
    form.querySelector(".rec-step-hint").textContent = tap.ends ? "已结束" : `${time(tap.at)} 开始，再点结束`;
  };

  document.querySelectorAll("[data-tap-form]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      const at = now();
      const values = Object.fromEntries(new FormData(form));
      const title = form.querySelector(".rec-step-title").textContent;
      const tap = { pk: uuid7(at), step: values.step, at: at.toISOString(), subject_key: values.subject_key, ends: values.ends || "", title };
      if (position) Object.assign(tap, { latitude: position.latitude.toFixed(6), longitude: position.longitude.toFixed(6) });
      write([...read(), tap]);
      toggle(form, tap);
      say(`${title} ${time(tap.at)}`);
      if (navigator.vibrate) navigator.vibrate(40);
      flush(true);
    });
  });
  addEventListener("online", () => flush());
  setInterval(() => { if (read().some((one) => !one.problem)) flush(); }, 15000);
  draw();
  flush();
})();
