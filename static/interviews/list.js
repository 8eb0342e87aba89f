// The list of sheets: all open ones come onto the device, and what waits here is said beside its sheet; on the page
// of a sent sheet, below it.
(() => {
  "use strict";
  const store = window.ParitranaStore;
  const sync = window.ParitranaSync;
  const { line, element } = window.ParitranaSheet;
  const place = document.getElementById("perangkat");
  const { account, bundle, ready, practice } = place.dataset;

  const mark = async () => {
    const waiting = new Map((await store.unsent(account)).map((record) => [record.url, line(record)]));
    for (const link of document.querySelectorAll(".task-link")) {
      const text = waiting.get(new URL(link.href).pathname);
      const told = link.parentNode.querySelector(".sheet-waits");
      if (told && told.textContent === text) continue;
      told?.remove();
      if (text) link.after(element("p", "sheet-waits", text));
    }
    if (!bundle) place.textContent = waiting.get(location.pathname) || "";
  };
  const start = async () => {
    if (!(await store.ready())) return;
    store.use(account);
    if (bundle && practice === undefined) await store.endPractice(account);
    store.watch(mark);
    await mark();
    sync.kick();
    if (!bundle) return;
    const [loaded, worker] = await Promise.allSettled([sync.load(account, bundle), sync.install()]);
    if (!loaded.value || worker.status === "rejected" || !navigator.serviceWorker) return;
    await navigator.serviceWorker.ready;
    const count = (await store.all(account)).filter((record) => record.group !== "latihan").length;
    if (count) place.textContent = ready.replace("{n}", count);
  };
  start();
})();
