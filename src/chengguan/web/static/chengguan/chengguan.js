// What works better with script: row keys, dialogs, added form rows. Every page works without this file.
(() => {
  "use strict";

  const STORE = "cg-shortcuts";
  const byId = (id) => document.getElementById(id);
  const shortcutsOn = () => localStorage.getItem(STORE) !== "off";

  // -- dialogs ---------------------------------------------------------------------------------------------
  const shortcuts = byId("shortcuts");
  const showShortcuts = () => shortcuts && !shortcuts.open && shortcuts.showModal();
  document.querySelectorAll("[data-shortcuts]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", showShortcuts);
  });
  document.querySelectorAll("[data-shortcuts-enabled]").forEach((box) => {
    box.checked = shortcutsOn();
    box.addEventListener("change", () => localStorage.setItem(STORE, box.checked ? "on" : "off"));
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const question = form.dataset.confirm;
    const dialog = byId("confirm");
    if (!question || !dialog || form.dataset.confirmed) return;
    event.preventDefault();
    const submitter = event.submitter;
    byId("confirm-text").textContent = question;
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(submitter);
    }, { once: true });
    dialog.returnValue = "no";
    dialog.showModal();
  });

  // A second click on a slow connection must not perform an act twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

  // -- menus -----------------------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  // -- rows ------------------------------------------------------------------------------------------------
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
  const moveTo = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.classList.contains("is-focused"));
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    all.forEach((row) => row.classList.remove("is-focused"));
    next.classList.add("is-focused");
    const link = next.querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };

  // -- keys ------------------------------------------------------------------------------------------------
  let waiting = 0;
  const keys = {
    "/": () => { const box = byId("global-search"); if (box) { box.focus(); box.select(); } },
    "?": showShortcuts,
    j: () => moveTo(1),
    k: () => moveTo(-1),
    g: () => { waiting = Date.now(); },
    w: () => { if (Date.now() - waiting < 1200) location.assign("/"); },
  };
  const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !shortcutsOn()) return;
    const action = keys[event.key];
    if (!action) return;
    if (event.key !== "w") event.preventDefault();
    action();
  });

  // -- form rows -------------------------------------------------------------------------------------------
  const addRow = (set) => {
    const total = set.querySelector('input[name$="-TOTAL_FORMS"]');
    const blank = set.querySelector("template[data-formset-blank]");
    const holder = document.createElement("div");
    holder.innerHTML = blank.innerHTML.replaceAll("__prefix__", total.value);
    const row = holder.firstElementChild;
    set.querySelector("[data-formset-rows]").append(row);
    total.value = String(Number(total.value) + 1);
    const first = row.querySelector("input:not([type=hidden]), select, textarea");
    if (first) first.focus();
  };
  const prepare = (root) => {
    root.querySelectorAll("[data-formset-add]").forEach((button) => {
      if (!button.hidden) return;
      button.hidden = false;
      button.addEventListener("click", () => addRow(button.closest("[data-formset]")));
    });
  };
  document.addEventListener("change", (event) => {
    if (/-DELETE$/.test(event.target.name || "")) {
      const row = event.target.closest("[data-formset-row]");
      if (row) row.classList.toggle("is-removed", event.target.checked);
    }
  });

  // -- fields that only one answer calls for: shown when it is chosen (`data-when="name=value,value"`) -------
  const chosen = (form, name) => [...form.elements]
    .filter((control) => control.name === name && (!/^(radio|checkbox)$/.test(control.type) || control.checked))
    .map((control) => control.value);
  const sift = (form) => {
    form.querySelectorAll("[data-when]").forEach((field) => {
      const [name, values] = field.dataset.when.split("=");
      const called = chosen(form, name).some((value) => values.split(",").includes(value));
      field.hidden = !called && !field.classList.contains("has-error");
    });
    form.querySelectorAll("fieldset.cg-group").forEach((group) => {
      const fields = [...group.querySelectorAll(".cg-field")];
      if (fields.some((field) => field.dataset.when)) group.hidden = fields.every((field) => field.hidden);
    });
  };
  document.addEventListener("change", (event) => event.target.form && sift(event.target.form));
  document.querySelectorAll("form").forEach(sift);

  // -- after loading and after a partial update -----------------------------------------------------------
  const announce = () => {
    const trouble = byId("refusal") || byId("form-errors");
    if (trouble) trouble.focus();
  };
  prepare(document);
  announce();
  document.addEventListener("htmx:afterSettle", (event) => prepare(event.target));

  // -- paper: closed parts are printed open ----------------------------------------------------------------
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    opened.forEach((part) => { part.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((part) => { part.open = false; }));
})();
