// What this phone can do, tried out: storage, the page without a network, and a receipt that only our server can sign.
(() => {
  "use strict";
  const store = window.ParitranaStore;
  const sync = window.ParitranaSync;
  const { element } = window.ParitranaSheet;
  const words = document.getElementById("uji").dataset;
  const { account, sheet, sync: address, key } = JSON.parse(document.getElementById("lembar-data").textContent);

  const told = (name, fine, parts = {}) => {
    const row = document.querySelector(`[data-test="${name}"]`);
    const text = row.dataset[fine ? "fine" : "bad"].replace(/\{(\w+)\}/g, (_all, part) => parts[part]);
    row.querySelector(".task-text p").textContent = text;
    row.querySelector(".task-status")?.remove();
    const tag = element("span", `tag tag-${fine ? "green" : "amber"}`, fine ? words.fine : words.bad);
    row.append(element("div", "task-status", tag));
  };
  const storage = async () => (await store.ready()) && Boolean(await store.get(account, sheet));
  const shell = async () => {
    if (!navigator.serviceWorker) return false;
    await navigator.serviceWorker.register("/sw.js");
    const patience = new Promise((resolve) => { setTimeout(resolve, 15000, false); });
    if (!(await Promise.race([navigator.serviceWorker.ready, patience]))) return false;
    return Boolean(await caches.match("/luring/"));
  };
  const network = async () => {
    const entry = {
      key: store.uuid(), action: "draft", values: { pemahaman: "85,5" }, notes: "", version: 0,
      entered_at: new Date().toISOString(),
    };
    const start = performance.now();
    const answer = await sync.post(address, { ...entry, account: Number(account) });
    const ms = Math.round(performance.now() - start);
    return [answer?.status === 200 && store.genuine({ sheet, key }, entry, answer.body), { ms }];
  };
  const fails = () => false;
  const all = () => Promise.all([
    storage().catch(fails).then((fine) => told("storage", fine)),
    (async () => Boolean(await navigator.storage?.persist?.()))().catch(fails).then((fine) => told("persist", fine)),
    shell().catch(fails).then((fine) => told("shell", fine)),
    network().then(([fine, parts]) => told("network", fine, parts)),
  ]);
  document.getElementById("uji-lagi").addEventListener("click", all);

  // Where the browser offers it, installing is one button; elsewhere the sentence says how.
  const install = document.getElementById("pasang");
  let offer;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    install.hidden = false;
    document.getElementById("pasang-cara").hidden = true;
  });
  install.addEventListener("click", async () => {
    await offer.prompt();
    install.hidden = true;
  });
  if (matchMedia("(display-mode: standalone)").matches) document.getElementById("pasang-cara").hidden = true;
  addEventListener("load", () => setTimeout(all, 300));
})();
