"use strict";
/* What is checked, and how. Runs in a worker; reads files piece by piece; says what is wrong, with the name of the file or entry.
   核验.py makes the same checks under the same names: the two must agree. */

const MANIFEST = "manifest.json", PAGE = "核验.html", FORMAT = "chengguan-dossier/1", GENESIS = "0".repeat(64);
const PIECE = 4 << 20;
const STRAY = new Set([".DS_Store", "Thumbs.db", "desktop.ini"]);
const CHECKS = {
  manifest: "清单没有改动",
  verifier: "核验程序没有改动",
  files: "清单上的文件齐全，内容与登记的 SHA-256、SM3 一致",
  extra: "没有清单以外的文件",
  contents: "卷内目录与封卷时一致，页码连续",
  chain: "台账每一条的内容、哈希和前后衔接",
  seal: "封卷记录登记的摘要与卷内目录一致",
  checkpoints: "台账与所附的每日检查点一致",
  documents: "文书的内容与签发时台账登记的摘要一致",
  footage: "音视频原件与入库时台账登记的摘要一致",
  norms: "每一步所依据的规则与台账记录的摘要一致",
};

class Report {
  constructor() {
    this.faults = [];
    this.notes = [];
    this.skipped = new Set();
    this.files = [];
    this.entries = [];
    this.anchored = 0;
  }

  fault(check, where, text) {
    this.faults.push({ check, where, text });
  }

  has(check) {
    return this.faults.some((fault) => fault.check === check);
  }

  skip(checks, why) {
    checks.filter((check) => !this.has(check)).forEach((check) => this.skipped.add(check));
    this.notes.push(why);
  }
}

/* The whole check. `files`: path within the folder -> Blob. `issued`: the digests that this page was issued with. */
async function verify(files, issued, tell) {
  const report = new Report();
  try {
    const manifest = await checkManifest(files, issued, report);
    if (manifest) await checkAll(manifest, files, report, tell);
    else report.skip(Object.keys(CHECKS).filter((check) => check !== "manifest"), "清单不可靠，其余各项没有核对的依据。");
    report.manifest = manifest;
  } catch (error) {
    report.fault("manifest", MANIFEST, `清单残缺或者格式有误（${error.message}）`);
  }
  return { ...report, skipped: [...report.skipped], ok: report.faults.length === 0 };
}

async function checkAll(manifest, files, report, tell) {
  await checkVerifier(manifest, files, report);
  const whole = await checkFiles(manifest, files, report, tell);
  checkExtra(manifest, files, report);
  const contents = await checkContents(manifest, files, whole, report);
  const bodies = await checkChain(manifest, files, report);
  if (report.has("chain")) {
    report.skip(["seal", "checkpoints", "documents", "footage", "norms"], "台账有问题，以台账为依据的各项没有核对。");
    return;
  }
  await checkCheckpoints(manifest, files, whole, report);
  await checkNorms(manifest, files, whole, bodies, report);
  if (!contents) {
    report.skip(["seal", "documents", "footage"], "卷内目录有问题，以目录为依据的各项没有核对。");
    return;
  }
  checkSeal(manifest, bodies, report);
  checkDocuments(manifest, contents, bodies, report);
  checkFootage(manifest, contents, bodies, report);
}

/* --- reading ------------------------------------------------------------------------------------------------ */

const bytesOf = async (blob) => new Uint8Array(await blob.arrayBuffer());
const textOf = (bytes) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
const utf8 = (text) => new TextEncoder().encode(text);
const sha256 = (bytes) => new Sha256().update(bytes).hex();
const sm3 = (bytes) => new Sm3().update(bytes).hex();
const baseOf = (path) => path.slice(path.lastIndexOf("/") + 1);
const ofKind = (manifest, kind) => manifest.files.filter((file) => file.kind === kind);
const oneOf = (manifest, kind) => ofKind(manifest, kind)[0];

/* Both digests of a blob, piece by piece; `tell` hears how many bytes have passed. */
async function digestsOf(blob, tell) {
  const one = new Sha256(), two = new Sm3();
  for (let at = 0; at < blob.size; at += PIECE) {
    const piece = await bytesOf(blob.slice(at, at + PIECE));
    one.update(piece);
    two.update(piece);
    tell(piece.length);
  }
  return [one.hex(), two.hex()];
}

/* --- the manifest and the page itself ----------------------------------------------------------------------- */

/* Digests written into a 核验.html, and the SHA-256 of the page with those places set to zeros. Null when they are not there. */
function slotsOf(page) {
  const text = new TextDecoder("latin1").decode(page);
  const blank = page.slice();
  const found = {};
  for (const name of ["sha256", "sm3"]) {
    const mark = "data-" + name + '="', at = text.indexOf(mark) + mark.length;
    if (at < mark.length) return null;
    found[name] = text.slice(at, at + 64);
    blank.fill(48, at, at + 64);
  }
  return { ...found, blank: sha256(blank) };
}

async function checkManifest(files, issued, report) {
  const blob = files.get(MANIFEST);
  if (!blob) {
    report.fault("manifest", MANIFEST, "没有找到清单文件，请选择解压后的整个案卷文件夹");
    return null;
  }
  const bytes = await bytesOf(blob);
  report.digest = [sha256(bytes), sm3(bytes)];
  const same = [report.digest[0] === issued.sha256, report.digest[1] === issued.sm3];
  if (!same[0] && !same[1]) {
    report.fault("manifest", MANIFEST, "清单与核验页内记载的摘要不符，清单被改动");
    return null;
  }
  if (!same[0] || !same[1]) report.fault("verifier", PAGE, "核验页内记载的清单摘要被改动");
  const manifest = JSON.parse(textOf(bytes));
  if (manifest.format !== FORMAT) throw new Error(`不是 ${FORMAT} 格式`);
  return manifest;
}

async function checkVerifier(manifest, files, report) {
  const blob = files.get(PAGE);
  if (!blob) return report.fault("verifier", PAGE, "缺少这个文件");
  const slots = slotsOf(await bytesOf(blob));
  if (!slots || slots.blank !== manifest.verifier.sha256) return report.fault("verifier", PAGE, "核验页的内容被改动");
  const differs = slots.sha256 !== report.digest[0] || slots.sm3 !== report.digest[1];
  if (differs && !report.has("verifier")) report.fault("verifier", PAGE, "核验页内记载的清单摘要被改动");
}

/* --- the files ---------------------------------------------------------------------------------------------- */

async function checkFiles(manifest, files, report, tell) {
  const whole = new Set();
  const total = manifest.files.reduce((sum, file) => sum + file.size, 0);
  let done = 0;
  for (const file of manifest.files) {
    const passed = (count) => tell({ done: (done += count), total, path: file.path });
    const fault = await faultOf(file, files.get(file.path), passed);
    if (fault) report.fault("files", file.path, fault);
    else whole.add(file.path);
    report.files.push({ ...file, fault });
  }
  return whole;
}

async function faultOf(file, blob, passed) {
  if (!blob) return "缺少这个文件";
  if (blob.size !== file.size) {
    passed(file.size);
    return `大小为 ${blob.size} 字节，清单登记 ${file.size} 字节`;
  }
  let found;
  try {
    found = await digestsOf(blob, passed);
  } catch (error) {
    return `无法读取（${error.name}）`;
  }
  const wrong = [["SHA-256", found[0] === file.sha256], ["SM3", found[1] === file.sm3]].filter(([, same]) => !same);
  return wrong.length ? `内容被改动：${wrong.map(([name]) => name).join("、")} 与清单不符` : "";
}

function checkExtra(manifest, files, report) {
  const listed = new Set([...manifest.files.map((file) => file.path), MANIFEST, PAGE]);
  for (const path of [...files.keys()].filter((path) => !listed.has(path)).sort()) {
    if (STRAY.has(baseOf(path))) report.notes.push(`${path} 是操作系统自动生成的，与案卷无关。`);
    else report.fault("extra", path, "清单上没有这个文件");
  }
}

/* --- the catalogue ------------------------------------------------------------------------------------------ */

async function checkContents(manifest, files, whole, report) {
  const { path } = oneOf(manifest, "contents");
  const blob = files.get(path);
  const bytes = blob ? await bytesOf(blob) : new Uint8Array();
  if (sha256(bytes) !== manifest.contents_sha256) {
    report.fault("contents", path, "卷内目录与封卷时的摘要不符");
    return null;
  }
  const contents = JSON.parse(textOf(bytes));
  if (contents.archive_number !== manifest.dossier.archive_number) report.fault("contents", path, "目录的档号与清单不同");
  checkPages(contents, path, report);
  const files_of = (kind) => new Map(ofKind(manifest, kind).map((file) => [file.key, file]));
  const papers = files_of("paper"), footage = files_of("footage");
  const absent = new Map(manifest.absent.map((file) => [file.key, file]));
  for (const paper of contents.papers.filter((paper) => paper.file_sha256)) {
    const file = papers.get(paper.key);
    if (!file) report.fault("contents", path, `目录中的《${paper.title}》没有随附文件`);
    else if (file.sha256 !== paper.file_sha256) report.fault("contents", file.path, `不是目录登记的《${paper.title}》`);
  }
  for (const item of contents.footage) {
    const file = footage.get(item.key) || absent.get(item.key);
    if (!file) report.fault("contents", path, `音视频 ${item.number} 没有随附文件，也没有注明未随附`);
    else if (file.sha256 !== item.sha256 || file.sm3 !== item.sm3) report.fault("contents", file.path, `不是目录登记的音视频 ${item.number}`);
  }
  report.contents = contents;
  return contents;
}

function checkPages(contents, path, report) {
  let last = 0;
  for (const paper of contents.papers) {
    if (paper.first > paper.last || paper.first <= last) {
      report.fault("contents", path, `《${paper.title}》的页码 ${paper.first}—${paper.last} 与前一件不衔接`);
      return;
    }
    last = paper.last;
  }
  if (last > contents.pages) report.fault("contents", path, `目录的页码超过总页数 ${contents.pages}`);
}

/* --- the ledger --------------------------------------------------------------------------------------------- */

/* Every entry recomputed. Returns the bodies, null where an entry is not whole. */
async function checkChain(manifest, files, report) {
  const { path } = oneOf(manifest, "ledger");
  const blob = files.get(path);
  const text = blob ? textOf(await bytesOf(blob)) : "";
  const lines = text ? text.replace(/\n$/, "").split("\n") : [];
  const counted = lines.length === manifest.entries.length;
  if (!counted) report.fault("chain", path, `应有 ${manifest.entries.length} 条记录，实有 ${lines.length} 条`);
  const ends = new Map();
  const bodies = [];
  for (const [place, listed] of manifest.entries.entries()) {
    const [seq, previous] = ends.get(listed.chain) || [0, GENESIS];
    const wanted = { ...listed, previous, follows: listed.seq === seq + 1 };
    const { body, fault } = entryOf(lines[place], wanted);
    ends.set(listed.chain, [listed.seq, listed.hash]);
    bodies.push(body);
    report.entries.push({ ...listed, place: place + 1, fault, who: body ? (body.actor || {}).name : "", at_us: body ? body.at_us : null });
    if (fault) report.fault("chain", `${path}#${place + 1}`, `${wordsOf(listed)}：${fault}`);
    if (fault && !counted) break;
  }
  return bodies;
}

const CHAINS = { lead: "线索", case: "案件", dossier: "案卷", recording: "音视频" };
const subjectOf = (chain) => CHAINS[chain.split("/")[0]] || chain.split("/")[0];
const wordsOf = (entry) => `${subjectOf(entry.chain)} 第${entry.seq}步 ${entry.title}（${entry.kind}）`;

function entryOf(line, wanted) {
  let entry;
  try {
    entry = JSON.parse(line);
  } catch {
    return { body: null, fault: "记录无法读取" };
  }
  const fault = linkFault(entry || {}, wanted);
  if (fault) return { body: null, fault };
  try {
    const body = JSON.parse(entry.body);
    return { body: { ...body, at_us: entry.at_us }, fault: "" };
  } catch {
    return { body: null, fault: "记录的正文不是有效的内容" };
  }
}

function linkFault(entry, wanted) {
  if (entry.chain !== wanted.chain || entry.seq !== wanted.seq || entry.kind !== wanted.kind) return "位置或者行为与清单不同";
  if (!wanted.follows) return "序号不连续";
  if (entry.previous !== wanted.previous) return "与前一条的哈希不衔接";
  if (entry.hash !== wanted.hash) return "哈希与清单不同";
  const covered = utf8([entry.previous, entry.chain, entry.seq, entry.kind, entry.at_us, entry.body].join("\n"));
  if (sha256(covered) !== entry.hash) return "内容与 SHA-256 不符";
  return sm3(covered) === entry.hash_sm3 ? "" : "内容与 SM3 不符";
}

/* --- what the ledger proves --------------------------------------------------------------------------------- */

const documentsOf = (body) => (body.documents || []).map((document) => document.sha256);

function checkSeal(manifest, bodies, report) {
  const place = manifest.entries.findIndex((entry) => entry.chain === manifest.seal.chain && entry.seq === manifest.seal.seq);
  const { path } = oneOf(manifest, "ledger");
  if (place < 0) return report.fault("seal", path, "台账中没有封卷记录");
  const sets = bodies[place].sets || {}, bound = oneOf(manifest, "pdf");
  if (![...documentsOf(bodies[place]), sets.dossier_sealed_sha256].includes(manifest.contents_sha256)) {
    report.fault("seal", `${path}#${place + 1}`, `${wordsOf(manifest.entries[place])}：登记的不是这份目录`);
  }
  if (bound && sets.dossier_pdf_sha256 && sets.dossier_pdf_sha256 !== bound.sha256) report.fault("seal", bound.path, "不是封卷时登记的案卷文件");
  const known = new Map(manifest.entries.map((entry) => [`${entry.chain}#${entry.seq}`, entry.hash]));
  for (const end of (bodies[place].data || {}).heads || []) {
    if (known.get(`${end.chain}#${end.seq}`) !== end.hash) report.fault("seal", path, `封卷时 ${end.chain} 第${end.seq}步的哈希与台账不同`);
  }
}

async function checkCheckpoints(manifest, files, whole, report) {
  const hashes = new Map();
  manifest.entries.forEach((entry, place) => hashes.set(`${entry.chain} ${entry.hash}`, place));
  const seen = new Set();
  for (const point of manifest.checkpoints) {
    if (!whole.has(point.path)) continue;
    const material = textOf(await bytesOf(files.get(point.path)));
    const covered = utf8(`${point.previous}\n${point.day}\n${material}`);
    const heads = material ? material.split("\n") : [];
    if (heads.length !== point.heads || sha256(covered) !== point.hash || sm3(covered) !== point.hash_sm3) {
      report.fault("checkpoints", point.path, `${point.day} 的检查点与所附链尾不符`);
      continue;
    }
    const fault = anchor(heads, hashes, manifest, seen);
    if (fault) report.fault("checkpoints", point.path, fault);
  }
  report.anchored = seen.size;
  report.entries.forEach((entry, place) => (entry.anchored = seen.has(place)));
  if (!manifest.checkpoints.length) report.notes.push("导出时尚无覆盖本案的检查点，或者检查点过大未随附；可以日后向出具单位索取。");
}

function anchor(heads, hashes, manifest, seen) {
  const chains = new Set(manifest.entries.map((entry) => entry.chain));
  for (const head of heads) {
    const chain = head.slice(0, head.indexOf(" "));
    if (!chains.has(chain)) continue;
    const place = hashes.get(head);
    if (place === undefined) {
      if (manifest.partial.includes(chain)) continue;
      return `检查点中 ${chain} 的链尾与台账不同`;
    }
    const until = manifest.entries[place].seq;
    manifest.entries.forEach((entry, at) => entry.chain === chain && entry.seq <= until && seen.add(at));
  }
  return "";
}

function checkDocuments(manifest, contents, bodies, report) {
  const recorded = new Set(bodies.flatMap(documentsOf));
  const papers = new Map(ofKind(manifest, "paper").map((file) => [file.key, file.path]));
  const facts = new Map(ofKind(manifest, "facts").map((file) => [file.key, file]));
  for (const paper of contents.papers.filter((paper) => paper.facts_sha256)) {
    const file = facts.get(paper.key);
    if (paper.media_type !== "record" && !recorded.has(paper.facts_sha256)) report.fault("documents", papers.get(paper.key) || paper.key, `《${paper.title}》没有在台账登记`);
    else if (file && file.sha256 !== paper.facts_sha256) report.fault("documents", file.path, `《${paper.title}》的内容与台账登记的摘要不符`);
  }
}

function checkFootage(manifest, contents, bodies, report) {
  const received = new Map();
  manifest.entries.forEach((entry, place) => {
    const before = received.get(entry.chain) || [];
    received.set(entry.chain, [...before, ...documentsOf(bodies[place]), (bodies[place].data || {}).sha256]);
  });
  const paths = new Map([...ofKind(manifest, "footage"), ...manifest.absent].map((file) => [file.key, file.path]));
  for (const item of contents.footage) {
    const found = received.get(`recording/${item.key.replace(/^v-/, "")}`);
    if (!found) report.notes.push(`音视频 ${item.number} 的入库记录没有随附。`);
    else if (!found.includes(item.sha256)) report.fault("footage", paths.get(item.key) || item.key, `音视频 ${item.number} 与入库记录的摘要不符`);
  }
}

async function checkNorms(manifest, files, whole, bodies, report) {
  const { path } = oneOf(manifest, "norms");
  if (!whole.has(path)) return report.skip(["norms"], "规则文件有问题，没有核对规则。");
  const rules = JSON.parse(textOf(await bytesOf(files.get(path))));
  for (const [key, text] of Object.entries(rules.files)) {
    if (sha256(utf8(text)) !== key) report.fault("norms", path, `规则文件 ${key.slice(0, 12)} 被改动`);
  }
  for (const [digest, book] of Object.entries(rules.books)) {
    const lines = Object.keys(book).sort(byCodePoint).map((name) => `${name} ${book[name]}\n`);
    if (sha256(utf8(lines.join(""))) !== digest) report.fault("norms", path, `规则清单 ${digest.slice(0, 12)} 被改动`);
  }
  bodies.forEach((body, place) => {
    const fault = normFault(body, rules);
    if (fault) report.fault("norms", `${oneOf(manifest, "ledger").path}#${place + 1}`, `${wordsOf(manifest.entries[place])}：${fault}`);
  });
}

const byCodePoint = (one, other) => {
  const a = [...one], b = [...other];
  const at = a.findIndex((letter, place) => letter !== b[place]);
  return at < 0 ? a.length - b.length : at >= b.length ? 1 : a[at].codePointAt(0) - b[at].codePointAt(0);
};

function normFault(body, rules) {
  if (!body.book) return "";
  const book = rules.books[body.book];
  if (!book) return "所依据的规则没有随附";
  const wrong = Object.entries(body.norms || {}).find(([name, digest]) => book[name] !== digest || !(digest in rules.files));
  return wrong ? `依据的 ${wrong[0]} 与规则清单不符` : "";
}
