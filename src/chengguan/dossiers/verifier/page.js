"use strict";
/* The page: choose, watch, read. The checking itself runs in a worker made from the script above. */

const $ = (id) => document.getElementById(id);
const ISSUED = { sha256: document.documentElement.dataset.sha256, sm3: document.documentElement.dataset.sm3 };
const KINDS = { paper: "卷内材料", facts: "文书原始内容", footage: "音视频", pdf: "案卷装订文件", contents: "卷内目录", ledger: "执法台账", norms: "规则", checkpoint: "检查点", verifier: "核验程序", note: "说明" };
let chosen = new Map();
let worker = null;

/* An element: tag, attributes, children (strings are text, never markup). */
function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

/* --- choosing ----------------------------------------------------------------------------------------------- */

const itemsOf = (list) => [...list].map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }));

function entriesIn(entry, path) {
  if (entry.isFile) return new Promise((done, failed) => entry.file((file) => done([{ path: path + file.name, blob: file }]), failed));
  const reader = entry.createReader();
  const found = [];
  return new Promise((done, failed) => {
    const more = () => reader.readEntries((batch) => {
      if (!batch.length) Promise.all(found.map((child) => entriesIn(child, `${path}${entry.name}/`))).then((lists) => done(lists.flat()), failed);
      else { found.push(...batch); more(); }
    }, failed);
    more();
  });
}

async function dropped(event) {
  event.preventDefault();
  $("choose").classList.remove("over");
  const roots = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
  const items = roots.length ? (await Promise.all(roots.map((root) => entriesIn(root, "")))).flat() : itemsOf(event.dataTransfer.files);
  await start(items);
}

/* --- running ------------------------------------------------------------------------------------------------ */

const WORK = `onmessage = async ({ data }) => {
  try {
    const files = await opened(data.items);
    postMessage({ files });
    let last = 0;
    const tell = (step) => { const now = Date.now(); if (now - last > 120) { last = now; postMessage({ step }); } };
    postMessage({ report: await verify(files, data.issued, tell) });
  } catch (error) {
    postMessage({ error: error.message });
  }
};`;

async function start(items) {
  if (!items.length) return;
  $("result").replaceChildren();
  $("running").hidden = false;
  $("bar").value = 0;
  $("now").textContent = "正在读取文件夹";
  document.body.dataset.state = "running";
  if (worker) worker.terminate();
  try {
    worker = new Worker(URL.createObjectURL(new Blob([$("engine").textContent, WORK], { type: "text/javascript" })));
    worker.onmessage = ({ data }) => heard(data);
    worker.onerror = () => here(items);
    worker.postMessage({ items, issued: ISSUED });
  } catch {
    await here(items);
  }
}

/* A browser that allows no worker: the same check in the page itself. */
async function here(items) {
  worker = null;
  try {
    const files = await opened(items);
    heard({ files });
    heard({ report: await verify(files, ISSUED, (step) => heard({ step })) });
  } catch (error) {
    heard({ error: error.message });
  }
}

function heard({ files, step, report, error }) {
  if (files) chosen = files;
  if (step) {
    $("bar").value = step.total ? Math.round((1000 * step.done) / step.total) : 0;
    $("now").textContent = `${step.path}　${size(step.done)} / ${size(step.total)}`;
  }
  if (!report && !error) return;
  $("running").hidden = true;
  if (report) window.dossierReport = report;
  $("result").replaceChildren(...(report ? shown(report) : [banner("bad", "不能核验", error)]));
  document.body.dataset.state = report ? (report.ok ? "good" : "bad") : "error";
  $("result").focus();
}

function halt() {
  if (worker) worker.terminate();
  worker = null;
  $("running").hidden = true;
  document.body.dataset.state = "";
}

/* --- showing ------------------------------------------------------------------------------------------------ */

const size = (bytes) => bytes < 1024 ? `${bytes} 字节` : bytes < 1 << 20 ? `${(bytes / 1024).toFixed(1)} KB` : bytes < 1 << 30 ? `${(bytes / (1 << 20)).toFixed(1)} MB` : `${(bytes / (1 << 30)).toFixed(2)} GB`;
const clock = (ms) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;
const moment = (us) => us ? new Date(us / 1000).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false }) : "";
const where = (place) => { const [path, line] = place.split("#"); return line ? `${path} 第${line}条` : path; };

function banner(tone, title, ...rest) {
  return el("div", { class: `banner ${tone}`, role: tone === "bad" ? "alert" : "status" }, el("strong", {}, title), ...rest);
}

function shown(report) {
  const parts = [verdictOf(report), checksOf(report)];
  if (report.digest && report.manifest) parts.push(digestsShown(report));
  if (report.contents) parts.push(...[catalogueOf(report), footageOf(report)].filter(Boolean));
  if (report.files.length) parts.push(filesOf(report));
  if (report.entries.length) parts.push(ledgerOf(report));
  return parts;
}

function verdictOf(report) {
  const at = new Date().toLocaleString("zh-CN", { hour12: false });
  const print = el("button", { type: "button", class: "button", onclick: () => window.print() }, "打印核验报告");
  if (report.ok) {
    const words = `共核对 ${report.files.length} 个文件、${report.entries.length} 条台账${report.anchored ? `，其中 ${report.anchored} 条有每日检查点` : ""}。核验时间 ${at}。`;
    return banner("good", "案卷完整，没有发现改动", el("p", {}, words), print);
  }
  const rows = report.faults.map((fault) => el("li", {}, el("b", {}, where(fault.where)), `　${fault.text}`));
  return banner("bad", `案卷不能作为依据：发现 ${report.faults.length} 处问题`, el("ul", { class: "faults" }, rows), el("p", {}, `核验时间 ${at}。`), print);
}

function checksOf(report) {
  const wrong = new Set(report.faults.map((fault) => fault.check)), skipped = new Set(report.skipped);
  const rows = Object.entries(CHECKS).map(([name, title]) => {
    const [tone, word] = wrong.has(name) ? ["bad", "不通过"] : skipped.has(name) ? ["unknown", "未核对"] : ["good", "通过"];
    return el("li", {}, el("span", { class: `state ${tone}` }, word), title);
  });
  const notes = report.notes.map((note) => el("p", { class: "muted" }, `说明：${note}`));
  return el("section", {}, el("h2", {}, "核对了什么"), el("ul", { class: "checks" }, rows), notes);
}

function digestsShown(report) {
  const row = (name, value) => [el("dt", {}, name), el("dd", {}, value)];
  return el("section", {}, el("h2", {}, "请逐字比对的摘要"), el("dl", { class: "digests" },
    row("卷内目录摘要 SHA-256（印在案卷的卷内备考表上）", report.manifest.contents_sha256),
    row("清单摘要 SHA-256（由出具单位告知）", report.digest[0]), row("清单摘要 SM3", report.digest[1])));
}

/* A table whose rows become cards on a phone. `rows`: [{cells, wrong}]. */
function table(names, rows) {
  const line = ({ cells, wrong }) => el("tr", wrong ? { class: "wrong" } : {}, cells.map((cell, at) => el("td", { "data-name": names[at], class: typeof cell === "number" ? "n" : undefined }, typeof cell === "number" ? String(cell) : cell)));
  return el("div", { class: "scroll" }, el("table", { class: "cards" }, el("thead", {}, el("tr", {}, names.map((name) => el("th", { scope: "col" }, name)))), el("tbody", {}, rows.map(line))));
}

const state = (fault) => el("span", { class: `state ${fault ? "bad" : "good"}` }, fault ? "不通过" : "通过");

/* Opens a file of the dossier in a window of its own. */
function openButton(path, words) {
  const blob = chosen.get(path);
  if (!blob) return words;
  const open = () => window.open(URL.createObjectURL(blob.type ? blob : blob.slice(0, blob.size, mediaType(path))), "_blank");
  return el("button", { type: "button", class: "button small", onclick: open }, words);
}

function catalogueOf(report) {
  const files = new Map(report.files.filter((file) => file.kind === "paper").map((file) => [file.key, file]));
  const rows = report.contents.papers.map((paper, place) => {
    const file = files.get(paper.key) || { fault: "缺少" };
    const pages = paper.first === paper.last ? `${paper.first}` : `${paper.first}—${paper.last}`;
    return { wrong: Boolean(file.fault), cells: [place + 1, paper.title, paper.number, paper.on, paper.responsible, pages, state(file.fault), file.path ? openButton(file.path, "打开") : ""] };
  });
  const open = rows.length <= 60 || matchMedia("(min-width: 40rem)").matches;
  return el("section", {}, el("details", { class: "printed", open }, el("summary", {}, `卷内目录（${rows.length} 件，${report.contents.pages} 页）`), table(["序号", "题名", "文号", "日期", "责任者", "页码", "核验", "查看"], rows)));
}

function footageOf(report) {
  if (!report.contents.footage.length) return null;
  const files = new Map(report.files.filter((file) => file.kind === "footage").map((file) => [file.key, file]));
  const sorry = el("p", { hidden: true }, "浏览器不能播放这种格式，请用播放软件打开文件夹中的原件。");
  const video = el("video", { controls: true, onerror: () => (sorry.hidden = false), onloadedmetadata: () => (sorry.hidden = true) });
  const player = el("div", { class: "player", hidden: true }, video, sorry);
  const rows = report.contents.footage.map((item) => {
    const file = files.get(item.key);
    const marks = item.marks.map((mark) => el("button", { type: "button", class: "button small", disabled: !file, onclick: () => play(player, file, mark.begins_ms) }, `${clock(mark.begins_ms)} ${mark.title}`));
    const sight = file ? el("button", { type: "button", class: "button small", onclick: () => play(player, file, 0) }, "播放") : el("span", { class: "state unknown" }, "未随附");
    return { wrong: Boolean(file && file.fault), cells: [item.number, [item.name, el("div", { class: "marks" }, marks)], item.officer, item.began_at.slice(0, 19).replace("T", " "), clock(item.duration_ms), file ? state(file.fault) : "", sight] };
  });
  return el("section", {}, el("h2", {}, `音视频索引（${rows.length} 段）`), player, table(["编号", "名称和标记", "执法人员", "开始时间", "时长", "核验", "查看"], rows));
}

function play(player, file, at) {
  const video = player.querySelector("video");
  if (player.dataset.path !== file.path) {
    URL.revokeObjectURL(video.src);
    const blob = chosen.get(file.path);
    video.src = URL.createObjectURL(blob.type ? blob : blob.slice(0, blob.size, mediaType(file.path)));
    player.dataset.path = file.path;
  }
  player.hidden = false;
  video.currentTime = at / 1000;
  video.play().catch(() => {});
  player.scrollIntoView({ block: "nearest" });
}

function filesOf(report) {
  const rows = report.files.map((file) => ({ wrong: Boolean(file.fault), cells: [file.path, KINDS[file.kind] || file.kind, size(file.size), state(file.fault), file.fault || file.sha256.slice(0, 16)] }));
  return el("section", {}, el("details", { open: report.files.some((file) => file.fault) }, el("summary", {}, `全部文件（${rows.length} 个）`), table(["文件", "类别", "大小", "核验", "SHA-256 前16位"], rows)));
}

function ledgerOf(report) {
  const rows = report.entries.map((entry) => ({ wrong: Boolean(entry.fault), cells: [entry.place, subjectOf(entry.chain), entry.seq, entry.title, entry.who || "", moment(entry.at_us), entry.anchored ? "有" : "", state(entry.fault), entry.fault || entry.hash.slice(0, 16)] }));
  return el("section", {}, el("details", { open: report.entries.some((entry) => entry.fault) }, el("summary", {}, `执法台账（${rows.length} 条）`), table(["条", "对象", "步", "行为", "办理人", "时间", "检查点", "核验", "哈希前16位"], rows)));
}

/* --- begin -------------------------------------------------------------------------------------------------- */

function sound() {
  return new Sha256().update(utf8("abc")).hex().startsWith("ba7816bf8f01cfea") && new Sm3().update(utf8("abc")).hex().startsWith("66c7f0f462eeedd9");
}

$("folder-label").hidden = !("webkitdirectory" in document.createElement("input"));
for (const id of ["folder", "single"]) $(id).addEventListener("change", (event) => { start(itemsOf(event.target.files)); event.target.value = ""; });
addEventListener("beforeprint", () => document.querySelectorAll("details.printed").forEach((part) => (part.open = true)));
$("stop").addEventListener("click", halt);
$("choose").addEventListener("drop", dropped);
for (const name of ["dragover", "dragleave"]) $("choose").addEventListener(name, (event) => { event.preventDefault(); $("choose").classList.toggle("over", name === "dragover"); });
if (!sound()) $("result").replaceChildren(banner("bad", "这个浏览器的计算不可靠", "请换用新版的浏览器，或者使用 核验.py。"));
document.body.dataset.state = "ready";
