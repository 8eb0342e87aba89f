// Signing out: what waits on the device is sent first; if that fails, it is said, and it stays here in any case.
(() => {
  "use strict";
  const store = window.ParitranaStore;
  const sync = window.ParitranaSync;
  const { line, element } = window.ParitranaSheet;
  const box = document.getElementById("belum-terkirim");
  const form = document.getElementById("keluar");
  const { account } = box.dataset;
  let told = false;

  const look = async () => {
    const records = store.current() === account && (await store.ready()) ? await store.unsent(account) : [];
    box.hidden = !records.length;
    form.querySelector("button").className = `btn btn-${records.length ? "secondary" : "primary"}`;
    box.querySelector("ul").replaceChildren(...records.map((record) => element("li", "", `${record.title}: ${line(record)}`)));
    return records.length;
  };
  const sendFirst = async () => {
    await sync.run();
    return look();
  };
  // The device forgets whose sheets it showed and what the server has confirmed; what waits stays under its account.
  const leave = async () => {
    if (await store.ready()) await store.wipe(account);
    store.leave();
    form.submit();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!told && (await look())) told = true;
    else leave();
  });
  document.getElementById("kirim-dahulu").addEventListener("click", sendFirst);
  store.watch(look);
  sendFirst().then((waiting) => {
    told = Boolean(waiting);
    if (!waiting && location.hash === "#keluar") leave();
  });
})();
