// Resumable uploads on the page 上传采集. Without this file the form sends the files in one piece.
(() => {
  "use strict";

  const form = document.querySelector("form[data-upload]");
  if (!form || !window.tus || !window.tus.isSupported) return;
  const CHUNK = 16 * 1024 * 1024;
  const AT_ONCE = 2;
  const list = form.querySelector("[data-list]");
  const drop = form.querySelector("[data-drop]");
  const input = form.querySelector("input[type=file]");
  const token = form.querySelector("input[name=csrfmiddlewaretoken]").value;
  const waiting = [];
  let running = 0;
  form.querySelector("[data-drop-text]").hidden = false;

  const size = (bytes) => bytes >= 1 << 30 ? `${(bytes / (1 << 30)).toFixed(2)} GB` : bytes >= 1 << 20 ? `${(bytes / (1 << 20)).toFixed(1)} MB` : `${Math.ceil(bytes / 1024)} KB`;

  const row = (file) => {
    const item = document.createElement("li");
    item.className = "up-item";
    item.innerHTML = '<span class="up-name"></span><button type="button" class="btn btn-sm">暂停</button><progress max="100" value="0"></progress><p class="up-say"></p>';
    item.querySelector(".up-name").textContent = `${file.name}（${size(file.size)}）`;
    const button = item.querySelector("button");
    const say = item.querySelector(".up-say");
    list.append(item);
    return {
      item, button,
      progress: (value) => { item.querySelector("progress").value = value; },
      tell: (state, text, link) => {
        item.dataset.state = state;
        say.textContent = text;
        if (!link) return;
        const a = document.createElement("a");
        a.href = link.href;
        a.textContent = link.text;
        say.append(" ", a);
      },
    };
  };

  const value = (name) => (form.elements[name] ? form.elements[name].value.trim() : "");

  const wordsOf = (error) => {
    const response = error && error.originalResponse;
    if (!response) return "连接中断。已收到的部分保留，网络恢复后点“继续”。";
    const text = response.getBody() || "";
    if (response.getStatus() === 507) return text || "存储空间不足，暂时不能接收。";
    if (text && text.length < 400 && !text.trimStart().startsWith("<")) return text;
    return "登录可能已经过期。请重新登录后选择同一文件，从断点继续。";
  };

  // The file may be let go of only when the answer says so.
  const follow = (shown, url, tries = 0) => {
    const id = url.replace(/\/+$/, "").split("/").pop();
    fetch(`${form.dataset.states}${id}/state/`, { headers: { Accept: "application/json" } })
      .then((answer) => answer.json())
      .then((state) => {
        const link = state.page ? { href: state.page, text: state.recording || "查看" } : null;
        if (state.safe) shown.tell(state.state, `${state.state_title}。${state.message || ""}`, link);
        else if (state.done) shown.tell("refused", `未接收：${state.message}`, link);
        else {
          shown.tell("finishing", state.message || "已全部收到，正在核验入库，请先不要删除原文件。", link);
          if (tries < 400) setTimeout(() => follow(shown, url, tries + 1), Math.min(2000 + tries * 500, 15000));
        }
      })
      .catch(() => setTimeout(() => follow(shown, url, tries + 1), 5000));
  };

  const begin = ({ file, shown, metadata }) => {
    running += 1;
    let over = false;
    const done = () => { if (!over) { over = true; running -= 1; next(); } };
    const upload = new window.tus.Upload(file, {
      endpoint: form.dataset.endpoint,
      chunkSize: CHUNK,
      retryDelays: [0, 1000, 3000, 5000, 10000, 20000, 30000, 60000],
      removeFingerprintOnSuccess: true,
      headers: { "X-CSRFToken": token },
      metadata,
      onShouldRetry: (error) => {
        const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
        return status === 0 || status === 409 || status === 423 || status === 460 || status >= 500;
      },
      onProgress: (sent, total) => {
        shown.progress((sent / total) * 100);
        shown.tell("receiving", `已传 ${size(sent)}，共 ${size(total)}`);
      },
      onError: (error) => {
        shown.tell("failed", wordsOf(error));
        shown.button.textContent = "继续";
        shown.button.hidden = false;
        paused = true;
        done();
      },
      onSuccess: () => {
        shown.button.hidden = true;
        shown.progress(100);
        shown.tell("finishing", "已全部收到，正在核验入库，请先不要删除原文件。");
        follow(shown, upload.url);
        done();
      },
    });
    let paused = false;
    shown.button.addEventListener("click", () => {
      if (paused) {
        paused = false;
        shown.button.textContent = "暂停";
        upload.start();
      } else {
        paused = true;
        upload.abort();
        shown.button.textContent = "继续";
        shown.tell("paused", "已暂停，已收到的部分保留。");
        done();
      }
    });
    upload.findPreviousUploads().then((earlier) => {
      if (earlier.length) upload.resumeFromPreviousUpload(earlier[0]);
      upload.start();
    });
  };

  const next = () => { while (running < AT_ONCE && waiting.length) begin(waiting.shift()); };

  const take = (files) => {
    for (const file of files) {
      const shown = row(file);
      if (!file.size) { shown.button.hidden = true; shown.tell("refused", "文件为空（0 字节），没有上传。"); continue; }
      if (file.size > Number(form.dataset.limit)) { shown.button.hidden = true; shown.tell("refused", "文件超过大小上限，请分段后再上传。"); continue; }
      const metadata = { filename: file.name, filetype: file.type, camera: value("camera"), began_at: value("began_at"), place: value("place") };
      shown.tell("waiting", "排队中");
      waiting.push({ file, shown, metadata });
    }
    next();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (input.files.length) take([...input.files]);
    input.value = "";
  }, true);
  ["dragenter", "dragover"].forEach((kind) => drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("is-over"); }));
  ["dragleave", "drop"].forEach((kind) => drop.addEventListener(kind, () => drop.classList.remove("is-over")));
  drop.addEventListener("drop", (event) => { event.preventDefault(); take([...event.dataTransfer.files]); });
  addEventListener("beforeunload", (event) => { if (running || waiting.length) event.preventDefault(); });
})();
