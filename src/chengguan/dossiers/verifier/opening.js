"use strict";
/* From what the reader chose (a folder, several files, or the ZIP file itself) to: path within the dossier -> Blob. */

/* `items`: [{path, blob}]. */
async function opened(items) {
  if (items.length === 1 && /\.zip$/i.test(items[0].path)) items = await unzipped(items[0].blob);
  const named = new Map(items.map((item) => [item.path.normalize("NFC"), item.blob]));
  const tops = [...named.keys()].filter((path) => baseOf(path) === MANIFEST).sort((one, other) => one.length - other.length);
  if (!tops.length) return named;
  const top = tops[0].slice(0, -MANIFEST.length);
  const files = new Map([...named].map(([path, blob]) => [path.startsWith(top) ? path.slice(top.length) : path, blob]));
  return [...files.keys()].some((path) => path.includes("/")) ? files : placed(files);
}

/* Files chosen one by one have no folders: each is put where the manifest has a file of that name. */
async function placed(files) {
  try {
    const manifest = JSON.parse(textOf(await bytesOf(files.get(MANIFEST))));
    for (const { path } of manifest.files) {
      const name = baseOf(path);
      if (files.has(path) || !files.has(name)) continue;
      files.set(path, files.get(name));
      files.delete(name);
    }
  } catch {
    /* a damaged manifest is named by the check itself */
  }
  return files;
}

/* The files of a ZIP archive as slices of it; nothing is unpacked, since exports store their files as they are. */
async function unzipped(archive) {
  const { count, at, size } = await directoryOf(archive);
  const view = new DataView(await archive.slice(at, at + size).arrayBuffer());
  const items = [];
  for (let place = 0, from = 0; place < count; place += 1) {
    const entry = entryAt(view, from);
    from = entry.next;
    if (entry.path.endsWith("/")) continue;
    if (entry.method) throw new Error("这个 ZIP 文件经过压缩，请解压后选择文件夹");
    const head = new DataView(await archive.slice(entry.at, entry.at + 30).arrayBuffer());
    const begin = entry.at + 30 + head.getUint16(26, true) + head.getUint16(28, true);
    items.push({ path: entry.path, blob: archive.slice(begin, begin + entry.size, mediaType(entry.path)) });
  }
  return items;
}

async function directoryOf(archive) {
  const from = Math.max(0, archive.size - 66000);
  const view = new DataView(await archive.slice(from).arrayBuffer());
  let end = view.byteLength - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0) throw new Error("不是完整的 ZIP 文件");
  const plain = { count: view.getUint16(end + 10, true), size: view.getUint32(end + 12, true), at: view.getUint32(end + 16, true) };
  if (end < 20 || view.getUint32(end - 20, true) !== 0x07064b50) return plain;
  const far = Number(view.getBigUint64(end - 12, true));
  const wide = new DataView(await archive.slice(far, far + 56).arrayBuffer());
  const [count, size, at] = [32, 40, 48].map((offset) => Number(wide.getBigUint64(offset, true)));
  return { count, size, at };
}

function entryAt(view, from) {
  const lengths = [28, 30, 32].map((offset) => view.getUint16(from + offset, true));
  const path = textOf(new Uint8Array(view.buffer, from + 46, lengths[0]));
  const entry = { path, method: view.getUint16(from + 10, true), size: view.getUint32(from + 24, true), at: view.getUint32(from + 42, true) };
  const extra = from + 46 + lengths[0];
  for (let at = extra; at + 4 <= extra + lengths[1]; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let value = at + 4;
    if (entry.size === 0xffffffff) [entry.size, value] = [Number(view.getBigUint64(value, true)), value + 8];
    if (view.getUint32(from + 20, true) === 0xffffffff) value += 8;
    if (entry.at === 0xffffffff) entry.at = Number(view.getBigUint64(value, true));
  }
  return { ...entry, next: extra + lengths[1] + lengths[2] };
}

const TYPES = { pdf: "application/pdf", jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", mp4: "video/mp4", json: "application/json", txt: "text/plain" };
const mediaType = (path) => TYPES[path.slice(path.lastIndexOf(".") + 1).toLowerCase()] || "";
