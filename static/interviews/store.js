// What a panelist's device keeps: own sheets, what was typed, and what the server has not yet confirmed.
//
// Everything lies under the key of the account; who signs in on the same phone with another account sees nothing of
// it. An entry leaves the outbox only with the server's signed receipt for exactly its content; a sheet leaves the
// device when nothing of it waits and its owner signs out or somebody else signs in.
(() => {
  "use strict";
  const ACCOUNT = "paritrana-account";
  const PRACTICE = "latihan";
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("paritrana") : null;
  const watchers = [];

  // --- IndexedDB, one transaction per call -----------------------------------------------------------------

  let opening;
  const database = () => {
    opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open("paritrana", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("marks", { keyPath: ["account", "sheet"] });
        request.result.createObjectStore("forms", { keyPath: ["account", "group"] });
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opening;
  };

  // `work(table)` starts requests and gives the one whose result is wanted, or nothing.
  const inside = async (name, mode, work) => {
    const transaction = (await database()).transaction(name, mode);
    return new Promise((resolve, reject) => {
      const request = work(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(transaction.error);
    });
  };
  const read = (name, key) => inside(name, "readonly", (table) => table.get(key));
  const mine = (account) => IDBKeyRange.bound([account], [account, []]);
  const all = (account, name = "marks") => inside(name, "readonly", (table) => table.getAll(mine(account)));

  // Read, change and write one record, with nobody in between. `work` answers false to leave it as it is.
  const change = async (account, sheet, work) => {
    let changed = null;
    await inside("marks", "readwrite", (table) => {
      const request = table.get([account, String(sheet)]);
      request.onsuccess = () => {
        const record = request.result;
        if (!record || work(record) === false) return;
        changed = record;
        table.put(record);
      };
    });
    if (changed) tell(changed.sheet);
    return changed;
  };

  const tell = (sheet) => {
    channel?.postMessage(sheet);
    for (const watcher of watchers) watcher(sheet);
  };
  if (channel) channel.onmessage = (event) => { for (const watcher of watchers) watcher(event.data); };

  // --- what was typed ----------------------------------------------------------------------------------------

  const uuid = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };
  // Text as the server keeps it, so that both make the same figure of it.
  const plain = (text) => [...text.replace(/\r\n?/g, "\n").normalize("NFC")]
    .map((letter) => (/^[\uD800-\uDFFF\0]$/.test(letter) ? "\uFFFD" : letter)).join("")
    .replace(/^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g, "");
  const filled = (values) => {
    const texts = Object.entries(values).map(([code, text]) => [code, plain(text).slice(0, 20)]);
    return Object.fromEntries(texts.filter(([, text]) => text));
  };
  // RFC 8785, as far as receipts need it: texts, whole numbers, lists and objects of them.
  const canonical = (value) => {
    if (!value || typeof value !== "object") return JSON.stringify(value);
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
    return `{${members.join(",")}}`;
  };
  // What was typed; reasons of extreme marks are there only where some are chosen.
  const contentOf = ({ values, notes, reasons }) => ({ values, notes, ...(reasons?.length ? { reasons } : {}) });
  const same = (one, other) => canonical(contentOf(one)) === canonical(contentOf(other));

  const entryOf = (record, action) => ({
    key: uuid(), action, ...contentOf(record), entered_at: new Date().toISOString(), tried: false,
  });
  const HELD = ["conflict", "closed"];

  // Keep what was typed and queue it. A draft that was never tried is replaced by the later one.
  const put = (account, sheet, entry) => change(account, sheet, (record) => {
    record.values = filled({ ...record.values, ...entry.values });
    if (entry.notes !== undefined) record.notes = plain(entry.notes);
    if (entry.reasons !== undefined) record.reasons = entry.reasons;
    const last = record.outbox.at(-1);
    if (last && !last.tried && last.action === "draft") record.outbox.pop();
    if (record.stop && !HELD.includes(record.stop.reason)) record.stop = null;
    record.errors = {};
    const action = record.stop ? "draft" : entry.action || "draft";
    const changed = record.outbox.length || action === "send" || !same(record, record.kept);
    if (changed) record.outbox.push(entryOf(record, action));
  });

  // What the server has, put beside what is here; what is here and not yet confirmed stays.
  const merge = (before, account, item) => {
    const record = before || { outbox: [], stop: null, version: -1 };
    const { values, notes, reasons, version, received, sent, ...more } = item;
    Object.assign(record, more, { account, sheet: String(item.sheet) });
    if (record.stop?.reason !== "conflict") record.stop = null; // it is open, so it may be tried again
    if (!before || (!record.outbox.length && version >= record.version)) {
      const kept = { values, notes, reasons, received };
      Object.assign(record, { values, notes, reasons, version, kept, sent, stop: null });
    }
    return record;
  };
  const keep = async (account, items) => {
    await inside("marks", "readwrite", (table) => {
      for (const item of items) {
        const request = table.get([account, String(item.sheet)]);
        request.onsuccess = () => table.put(merge(request.result, account, item));
      }
    });
    for (const item of items) tell(String(item.sheet));
  };
  const keepForms = (account, forms) => inside("forms", "readwrite", (table) => {
    for (const form of forms) table.put({ ...form, account });
  });
  // All open sheets of one edition; others of it are dropped, if nothing of them waits for a receipt.
  const keepAll = async (account, bundle) => {
    await keepForms(account, bundle.forms);
    await keep(account, bundle.sheets);
    const open = new Set(bundle.sheets.map((item) => String(item.sheet)));
    const done = (await all(account)).filter(
      (record) => record.url.startsWith(bundle.base) && !open.has(record.sheet) && record.sheet !== PRACTICE);
    await inside("marks", "readwrite", (table) => {
      for (const { sheet } of done) {
        const request = table.get([account, sheet]);
        request.onsuccess = () => { if (!request.result?.outbox.length) table.delete([account, sheet]); };
      }
    });
  };
  const wipe = async (account) => {
    await inside("marks", "readwrite", (table) => {
      const request = table.getAll(mine(account));
      request.onsuccess = () => {
        for (const { sheet, outbox } of request.result) {
          if (!outbox.length || sheet === PRACTICE) table.delete([account, sheet]);
        }
      };
    });
    if (!(await all(account)).length) await inside("forms", "readwrite", (table) => { table.delete(mine(account)); });
  };
  const use = async (account) => {
    localStorage.setItem(ACCOUNT, account);
    const owners = (await inside("marks", "readonly", (table) => table.getAllKeys())).map(([owner]) => owner);
    for (const other of new Set(owners)) if (other !== account) await wipe(other);
  };
  const endPractice = (account) => inside("marks", "readwrite", (table) => { table.delete([account, PRACTICE]); });

  // --- sending -----------------------------------------------------------------------------------------------

  // The sheet whose oldest entry is the oldest of all, without those that wait for a decision.
  const next = async (account, skipped = []) => {
    const waiting = (await all(account)).filter(
      (record) => record.outbox.length && !record.stop && !skipped.includes(record.sheet));
    waiting.sort((one, other) => (one.outbox[0].entered_at < other.outbox[0].entered_at ? -1 : 1));
    return waiting[0]?.sheet;
  };
  // From its first try an entry never changes: tried again, it is the same entry under the same key.
  const attempt = async (account, sheet) => {
    const record = await change(account, sheet, (found) => {
      if (!found.outbox.length || found.stop) return false;
      const entry = found.outbox[0];
      entry.version = entry.tried ? entry.version : found.version;
      entry.tried = true;
    });
    return record && { record, entry: record.outbox[0] };
  };
  const genuine = (record, entry, answer) => {
    const receipt = answer?.receipt;
    if (!receipt || receipt.key !== entry.key || receipt.sheet !== record.sheet) return false;
    const content = canonical({ action: entry.action, ...contentOf(entry) });
    if (receipt.content_sha256 !== sha256(content)) return false;
    const key = record.key.match(/../g).map((pair) => parseInt(pair, 16));
    return sha256.hmac(key, canonical(receipt)) === answer.signature;
  };
  // The only way out of the outbox. Answers whether the receipt is ours and for exactly this content.
  const acknowledge = async (account, sheet, answer) => {
    let accepted = false;
    await change(account, sheet, (record) => {
      const entry = record.outbox[0];
      if (!entry || !genuine(record, entry, answer)) return false;
      accepted = true;
      const { version, received, action } = answer.receipt;
      record.outbox.shift();
      record.version = version;
      record.kept = { ...contentOf(entry), received };
      if (action === "send") record.sent = { values: entry.values, reasons: entry.reasons, received };
    });
    return accepted;
  };
  // The server has refused the first entry. What was typed stays, as a draft; marks that cannot be sent yet are at
  // least kept there, everything else waits until the panelist has decided.
  const refuse = (account, sheet, refusal) => change(account, sheet, (record) => {
    const unready = refusal.reason === "invalid" && record.outbox[0]?.action === "send";
    record.errors = refusal.errors || {};
    record.stop = unready ? null : refusal;
    record.outbox = [entryOf(record, "draft")];
  });
  // Two versions stood side by side; the chosen one is based on what the server has.
  const resolve = (account, sheet, chosen) => change(account, sheet, (record) => {
    record.version = record.stop.version;
    record.kept = { ...contentOf(record.stop), received: record.stop.saved_at };
    record.stop = null;
    record.values = filled(chosen.values);
    record.notes = plain(chosen.notes);
    record.reasons = chosen.reasons;
    record.outbox = same(record, record.kept) ? [] : [entryOf(record, "draft")];
  });

  // How many marks the server has not confirmed.
  const waiting = (record) => {
    const codes = new Set([...Object.keys(record.values), ...Object.keys(record.kept.values)]);
    if (record.outbox.some((entry) => entry.action === "send")) return Object.keys(record.values).length;
    return [...codes].filter((code) => record.values[code] !== record.kept.values[code]).length;
  };
  const unsent = async (account) =>
    (await all(account)).filter((record) => record.outbox.length && record.sheet !== PRACTICE);

  window.ParitranaStore = {
    current: () => localStorage.getItem(ACCOUNT),
    leave: () => localStorage.removeItem(ACCOUNT),
    ready: () => database().then(() => true, () => false),
    watch: (watcher) => watchers.push(watcher),
    get: (account, sheet) => read("marks", [account, String(sheet)]),
    form: (account, group) => read("forms", [account, group]),
    use, wipe, all, put, keep, keepAll, keepForms, endPractice, next, attempt, acknowledge, refuse, resolve, genuine,
    waiting, unsent, filled, plain, same, uuid,
  };
})();
