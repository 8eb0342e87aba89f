// What a QR code of a paper says by itself, checked with the portal's public key: no network is needed, nothing is sent.
(() => {
  "use strict";
  const page = document.getElementById("cek-luring");
  const { keys } = page.dataset;
  const say = document.getElementById("kata").dataset;
  const form = page.querySelector("form");
  const place = page.querySelector("[data-result]");
  const ADDRESS = /\/cek\/([0-9a-z-]+)\/?#(v1)\.([\w-]+)\.([\w-]+)/i;

  const utf8 = (text) => new TextEncoder().encode(text);
  const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const fromBase64url = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const toBase64url = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const element = (tag, className, ...inside) => {
    const made = Object.assign(document.createElement(tag), { className });
    made.append(...inside);
    return made;
  };
  const notice = (tone, text) => element("div", `notice notice-${tone}`, element("p", "", text));

  // The browser's own Ed25519 where it has one, else tweetnacl; they agree on what is valid.
  const isSigned = async (key, signature, message) => {
    try {
      const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
      return await crypto.subtle.verify("Ed25519", imported, signature, message);
    } catch {
      return nacl.sign.detached.verify(message, signature, key);
    }
  };
  const signedByUs = async (signature, message) => {
    if (signature.length !== 64) return false;
    for (const key of keys.split(" ")) if (await isSigned(fromHex(key), signature, message)) return true;
    return false;
  };

  // Confirms the name that somebody reads on the paper, where the code must not tell it.
  const compare = (code, fingerprint) => {
    const field = element("input", "form-control");
    Object.assign(field, { id: "penerima", autocomplete: "off", required: true });
    const answer = element("p", "");
    answer.setAttribute("role", "status");
    const button = element("button", "btn btn-secondary my-2", say.compare);
    const asked = element("form", "measure field", Object.assign(element("label", "form-label", say.printedName), { htmlFor: field.id }), field, button, answer);
    asked.addEventListener("submit", (event) => {
      event.preventDefault();
      const letters = field.value.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
      const digest = sha256.array(`${code}\n${letters}`).slice(0, 12);
      answer.textContent = toBase64url(digest) === fingerprint ? say.nameSame : say.nameOther;
    });
    return asked;
  };

  const shown = (code, facts) => {
    const [kind, number, version, province, date, recipient, fingerprint] = facts;
    const rows = [[say.kind, kind], [say.number, number], [say.recipient, recipient], [say.date, date], [say.province, province],
      [say.version, String(version)], [say.code, code.match(/.{1,4}/g).join("-")]];
    const list = element("dl", "definitions", ...rows.filter(([, value]) => value).map(([term, value]) =>
      element("div", "", element("dt", "", term), element("dd", "", value))));
    const link = Object.assign(element("a", "", say.online), { href: `/cek/${code}/` });
    return [notice("green", say.genuine), list, ...(fingerprint ? [compare(code, fingerprint)] : []),
      notice("amber", say.unknowable), element("p", "", link)];
  };

  const check = async (text) => {
    const found = ADDRESS.exec(text.trim());
    if (!found) return [notice("amber", say.noCode)];
    const code = found[1].toUpperCase().replace(/-/g, "");
    try {
      const message = utf8(`${found[2]}.${code}.${found[3]}`);
      if (!(await signedByUs(fromBase64url(found[4]), message))) return [notice("red", say.forged)];
      return shown(code, JSON.parse(new TextDecoder().decode(fromBase64url(found[3]))));
    } catch {
      return [notice("red", say.forged)];
    }
  };

  const show = async (text) => {
    place.replaceChildren(...(await check(text)));
    place.scrollIntoView({ block: "nearest" });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(form.elements.address.value);
  });
  const start = () => {
    if (ADDRESS.test(location.href)) show(location.href);
    else if (location.pathname !== page.dataset.own) place.replaceChildren(notice("amber", say.noNetwork));
  };
  addEventListener("hashchange", start);
  form.hidden = false;
  start();
})();
