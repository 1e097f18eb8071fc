// The editor of annual reports: insert a measure where the cursor stands, find measures, show at once how the text reads.
"use strict";
(() => {
  const editor = document.querySelector("[data-annual-editor]");
  if (!editor) return;
  const text = editor.querySelector("#id_text");
  const target = editor.querySelector("[data-preview-target]");
  const search = editor.querySelector("[data-picker-search]");
  const token = editor.querySelector("input[name=csrfmiddlewaretoken]").value;
  let waiting = 0, asked = 0, changed = false;

  const show = async () => {
    const turn = ++asked;
    const body = new URLSearchParams({ text: text.value });
    try {
      const answer = await fetch(editor.dataset.preview, {
        method: "POST", body, headers: { "X-CSRFToken": token }, credentials: "same-origin",
      });
      if (answer.ok && turn === asked) target.innerHTML = await answer.text();
    } catch { /* the button 预览 still works */ }
  };
  const soon = () => { changed = true; clearTimeout(waiting); waiting = setTimeout(show, 500); };
  text.addEventListener("input", soon);

  editor.querySelectorAll("[data-insert]").forEach((button) => button.addEventListener("click", () => {
    const { selectionStart, selectionEnd } = text;
    text.setRangeText(button.dataset.insert, selectionStart, selectionEnd, "end");
    text.focus();
    soon();
  }));

  search.hidden = false;
  search.addEventListener("input", () => {
    const words = search.value.trim();
    editor.querySelectorAll("[data-choice]").forEach((row) => { row.hidden = !row.dataset.choice.includes(words); });
    editor.querySelectorAll(".an-group").forEach((row) => { row.hidden = words !== ""; });
  });

  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  editor.querySelector("form").addEventListener("submit", () => { changed = false; });
})();
