// Where nothing goes through, what was typed can be shown to the secretariat: a text and a QR code for each sheet that
// waits, signed with the key of the sheet so that nobody alters it on the way. Showing it changes nothing here.
(() => {
  "use strict";
  const store = window.ParitranaStore;
  const sync = window.ParitranaSync;
  const box = document.getElementById("salinan");
  const place = box.querySelector("[data-codes]");
  const PREFIX = "PARITRANA-SALINAN.1.";

  const base64url = (text) => {
    const bytes = String.fromCharCode(...new TextEncoder().encode(text));
    return btoa(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const codeOf = (record) => {
    const body = base64url(JSON.stringify({
      sheet: Number(record.sheet), version: Math.max(record.version, 0),
      entered_at: record.outbox.at(-1).entered_at, values: record.values,
    }));
    const key = record.key.match(/../g).map((pair) => parseInt(pair, 16));
    return `${PREFIX}${body}.${sha256(body).slice(0, 8)}.${sha256.hmac(key, PREFIX + body)}`;
  };

  let loading;
  const drawer = () => {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      Object.assign(script, { src: box.dataset.qr, onload: resolve, onerror: reject });
      document.head.append(script);
    });
    return loading;
  };
  const picture = (text, title) => {
    const code = qrcode(0, "L");
    code.addData(text, "Byte");
    code.make();
    const alt = `${box.dataset.alt} ${title}`;
    return Object.assign(new Image(), { className: "img-fluid", src: code.createDataURL(4, 16), alt });
  };
  const element = (tag, inside, more) => {
    const made = Object.assign(document.createElement(tag), more);
    made.append(...inside);
    return made;
  };
  const shown = (record) => {
    const code = codeOf(record);
    const field = element("textarea", [code], { className: "form-control", readOnly: true, rows: 3 });
    field.setAttribute("aria-label", `${box.dataset.label} ${record.title}`);
    field.addEventListener("focus", () => field.select());
    const button = element("button", [element("span", [box.dataset.copy])], { type: "button", className: "btn btn-secondary" });
    button.dataset.copy = code;
    const made = element("section", [element("h3", [record.title]), field, button]);
    const page = record.url.replace(/penilaian\/\d+\/$/, "penilaian/salinan/");
    // The text alone is enough where the picture cannot be drawn.
    drawer().then(() => field.before(picture(`${location.origin}${page}#${code}`, record.title)), () => {});
    return made;
  };

  // Offered while the line is down, somebody must sign in again, or a sheet is refused; not while a save is on its way.
  const look = async () => {
    const account = store.current();
    const records = account && (await store.ready()) ? await store.unsent(account) : [];
    box.hidden = !records.length || !(sync.state() || records.some((record) => record.stop));
    const now = JSON.stringify(records.map((record) => [record.sheet, record.version, record.values]));
    if (!box.open || box.hidden || place.dataset.shows === now) return;
    place.dataset.shows = now;
    place.replaceChildren(...records.map(shown));
  };
  document.getElementById("isi").append(box);
  box.addEventListener("toggle", look);
  store.watch(look);
  sync.listen(look);
  look();
})();
