// The sheet on a phone: what is typed goes onto the device at once and to the server as soon as it answers.
// Only a verified receipt for exactly what is shown makes the line say "Tersimpan" or "Terkirim".
(() => {
  "use strict";
  const store = window.ParitranaStore;
  const sync = window.ParitranaSync;
  const words = document.getElementById("kata").dataset;
  const word = (name, parts = {}) => words[name].replace(/\{(\w+)\}/g, (_all, part) => parts[part]);
  const MARK = /^\d{1,3}([.,]\d{1,2})?$/;

  const element = (tag, className, ...inside) => {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...inside);
    return made;
  };

  // What a record means, in words. `here` is what the fields show, if a sheet is open.
  const line = (record, here = record) => {
    const open = record.outbox.length || !store.same(here, record.kept);
    if (record.stop?.reason === "conflict") return word("conflict", { at: record.stop.saved_at });
    if (record.stop?.reason === "closed") return word("closed", { why: record.stop.sentence });
    if (open) {
      const count = store.waiting({ ...record, ...here });
      const told = count ? word("unsent", { n: count }) : word("unsentNotes");
      return record.stop ? `${told} ${record.stop.sentence || ""}` : told;
    }
    if (!record.sent) return record.kept.received ? word("draft", { at: record.kept.received }) : word("nothing");
    const same = store.same({ ...here, notes: "" }, { ...record.sent, notes: "" });
    if (same) return word("sent", { at: record.sent.received });
    return word("changed", { at: record.sent.received });
  };

  // A hint while typing; the server alone decides.
  const hint = (text) => {
    if (!text) return words.hintEmpty;
    if (!MARK.test(text)) return words.hintFormat;
    return parseFloat(text.replace(",", ".")) > 100 ? words.hintRange : "";
  };

  const open = async (form, account, sheet, typed) => {
    const fields = new Map([...form.querySelectorAll("[name^=mark_]")].map((field) => [field.name.slice(5), field]));
    const notes = form.elements.notes;
    const reasons = form.querySelector(".sheet-reasons"); // only where the rules ask for them
    const chips = [...form.querySelectorAll("[name=reasons]")];
    const state = form.querySelector("#keadaan");
    const send = form.querySelector("button[value=send]");
    const choose = element("button", "btn btn-primary", words.choose);
    choose.type = "button";
    choose.hidden = true;
    send.after(choose);
    form.querySelector("button[value=draft]").hidden = true;
    const named = (code) => fields.has(code) || Boolean(reasons && code === "reasons");
    const row = (code) => (code === "reasons" ? reasons : (fields.get(code) || notes).closest(".field"));
    // What one row holds on one side, as text: a mark, the notes, or the reasons in words.
    const textOf = (side, code) => {
      if (code !== "reasons") return code === "notes" ? side.notes : side.values[code];
      return chips.filter((chip) => side.reasons?.includes(chip.value)).map((chip) => chip.parentElement.textContent.trim()).join("; ");
    };
    const chosen = new Map();
    let record = await store.get(account, sheet);
    let writing = 0;
    let sending = false;

    const shown = () => {
      const values = Object.fromEntries([...fields].map(([code, field]) => [code, field.value]));
      const typed = { values: store.filled(values), notes: store.plain(notes.value) };
      return reasons ? { ...typed, reasons: chips.filter((chip) => chip.checked).map((chip) => chip.value) } : typed;
    };
    const wrong = (code, text) => {
      const field = fields.get(code) || chips[0];
      const id = `${field.id}_wrong`;
      document.getElementById(id)?.remove();
      row(code).classList.toggle("field-wrong", Boolean(text));
      for (const name of ["aria-invalid", "aria-describedby"]) field.removeAttribute(name);
      if (!text) return;
      const told = element("p", "field-error", text);
      told.id = id;
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", id);
      field.closest(".cluster, .sheet-side").before(told);
    };
    const check = (chosen = []) => { for (const chip of chips) chip.checked = chosen.includes(chip.value); };
    const isExtreme = (field) => {
      const mark = parseFloat(field.value.replace(",", "."));
      return mark < Number(field.dataset.low) || mark >= Number(field.dataset.high);
    };

    // Two versions side by side, a choice per row; both are kept until all are made.
    const differing = () => {
      if (record.stop?.reason !== "conflict") return [];
      const there = record.stop.values;
      const codes = [...fields.keys()].filter((code) => (record.values[code] || "") !== (there[code] || ""));
      const more = ["reasons", "notes"].filter((code) => textOf(record, code) !== textOf(record.stop, code));
      return [...codes, ...more];
    };
    const choice = (code, place) => {
      const old = place.querySelector(".sheet-choice");
      const here = textOf(record, code) || words.empty;
      const there = textOf(record.stop, code) || words.empty;
      const option = (side, title, text) => {
        const radio = element("input", "");
        Object.assign(radio, { type: "radio", name: `pilih_${code}`, value: side, checked: chosen.get(code) === side });
        return element("label", "sheet-side", radio, element("span", "", `${title} `, element("strong", "", text)));
      };
      const legend = element("legend", "visually-hidden", words.choose);
      const made = element("fieldset", "sheet-choice", legend, option("here", words.here, here), option("there", words.there, there));
      made.addEventListener("change", (event) => { chosen.set(code, event.target.value); draw(); });
      if (old) old.replaceWith(made);
      else place.append(made);
    };
    const drawChoices = () => {
      const codes = differing();
      for (const place of form.querySelectorAll(".field")) {
        if (!codes.some((code) => row(code) === place)) {
          place.querySelector(".sheet-choice")?.remove();
        }
      }
      for (const code of codes) {
        const place = row(code);
        const drawn = place.querySelector(".sheet-choice");
        if (!drawn?.contains(document.activeElement)) choice(code, place);
      }
      choose.hidden = record.stop?.reason !== "conflict";
      send.hidden = Boolean(record.stop) && !choose.hidden;
      choose.disabled = codes.some((code) => !chosen.has(code));
    };

    function draw() {
      const here = shown();
      state.replaceChildren(element("p", "", line(record, here)));
      state.classList.toggle("sheet-waits", Boolean(record.outbox.length) || !store.same(here, record.kept));
      if (record.outbox.length && sync.state() === "signed_out") {
        const link = element("a", "", words.signIn);
        link.href = `${words.signInUrl}?next=${encodeURIComponent(location.pathname)}`;
        state.append(element("p", "", link));
      }
      drawChoices();
    }
    // Another tab, a receipt or a refusal has changed the record.
    const refresh = async () => {
      if (writing) return;
      const found = await store.get(account, sheet);
      if (writing || !found) return;
      record = found;
      for (const [code, field] of fields) {
        if (field !== document.activeElement && store.plain(field.value) !== (record.values[code] || "")) {
          field.value = record.values[code] || "";
        }
      }
      if (notes !== document.activeElement && store.plain(notes.value) !== record.notes) notes.value = record.notes;
      check(record.reasons);
      for (const [code, texts] of Object.entries(record.errors || {})) if (named(code)) wrong(code, texts[0]);
      if (Object.keys(record.errors || {}).length || record.stop) sending = false;
      if (sending && !record.outbox.length) location.assign(record.url); // the page of the sent sheet says the rest
      else draw();
    };
    const keep = async (action = "draft") => {
      writing += 1;
      const put = () => store.put(account, sheet, { ...shown(), action });
      try {
        let made = await put();
        if (!made) { // another tab has taken the confirmed sheet from the device, e.g. by signing out
          await store.keep(account, [{ ...record, ...record.kept }]);
          made = await put();
        }
        record = made;
      } catch {
        state.replaceChildren(element("p", "field-error", words.broken));
        return;
      } finally {
        writing -= 1;
      }
      draw();
      sync.kick(action === "send" ? 0 : 1500);
    };

    if (typed) for (const [code, text] of Object.entries(typed.values)) fields.get(code).value = text;
    if (typed?.notes !== undefined) notes.value = typed.notes;
    for (const [code, field] of fields) if (!(typed && code in typed.values)) field.value = record.values[code] || "";
    if (typed?.notes === undefined) notes.value = record.notes;
    check(typed?.reasons || record.reasons);
    form.addEventListener("input", (event) => {
      const code = event.target.name?.startsWith("mark_") ? event.target.name.slice(5) : event.target.name;
      if (named(code)) wrong(code, "");
      else if (code !== "notes") return;
      if (record.stop?.reason === "conflict") chosen.set(code, "here");
      sending = false;
      draw();
      keep();
    });
    form.addEventListener("change", (event) => {
      const code = event.target.name?.startsWith("mark_") && event.target.name.slice(5);
      if (code && event.target.value.trim()) wrong(code, hint(event.target.value.trim()));
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.submitter !== send || record.stop?.reason === "conflict") return;
      const { values } = shown();
      const bad = [...fields.keys()].filter((code) => hint(values[code] || ""));
      for (const code of fields.keys()) wrong(code, hint(values[code] || ""));
      const unexplained = reasons && !chips.some((chip) => chip.checked) && [...fields.values()].some(isExtreme);
      if (reasons) wrong("reasons", unexplained ? reasons.dataset.hint : "");
      if (bad.length) return fields.get(bad[0]).focus();
      if (unexplained) return chips[0].focus();
      sending = true;
      keep("send");
    });
    choose.addEventListener("click", async () => {
      const there = record.stop;
      const values = Object.fromEntries([...fields.keys()].map((code) => {
        const side = chosen.get(code) === "there" ? there.values : record.values;
        return [code, side[code] || ""];
      }));
      const kept = (code) => (chosen.get(code) === "there" ? there : record)[code];
      await store.resolve(account, sheet, { values, notes: kept("notes"), reasons: kept("reasons") });
      chosen.clear();
      choose.blur();
      await refresh();
      sync.kick();
    });
    store.watch((changed) => { if (changed === sheet) refresh(); });
    sync.listen(() => draw());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
    if (typed) await keep();
    else draw();
  };

  // What stands in the fields although neither server nor device knows it: typed before this script came.
  const early = (form, item) => {
    const values = {};
    for (const field of form.querySelectorAll("[name^=mark_]")) {
      const code = field.name.slice(5);
      if (store.plain(field.value) !== store.plain(item.values[code] || "")) values[code] = field.value;
    }
    const noted = form.elements.notes.value;
    const notes = store.plain(noted) === store.plain(item.notes) ? undefined : noted;
    const chips = [...form.querySelectorAll("[name=reasons]:checked")].map((chip) => chip.value);
    const reasons = chips.join() === (item.reasons || []).join() ? undefined : chips;
    return Object.keys(values).length || notes !== undefined || reasons ? { values, notes, reasons } : null;
  };

  const start = async () => {
    const form = document.getElementById("lembar");
    const data = document.getElementById("lembar-data");
    if (!form || !data || !(await store.ready())) return;
    const { account, bundle, html, ...item } = JSON.parse(data.textContent);
    store.use(account);
    await store.keep(account, [item]);
    if (html) await store.keepForms(account, [{ group: item.group, html }]);
    await open(form, account, item.sheet, early(form, item));
    sync.kick();
    sync.install().catch(() => {});
    if (bundle) sync.load(account, bundle);
  };

  window.ParitranaSheet = { open, line, word, words, element };
  start();
})();
