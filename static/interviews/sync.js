// Brings what waits on the device to the server, one entry after the other in the order of typing.
// Whatever is not our signed receipt, or our refusal in JSON, counts as no answer: it is tried again.
(() => {
  "use strict";
  const store = window.ParitranaStore;
  const WAITS = [2000, 4000, 8000, 15000, 30000];
  let failures = 0;
  let timer;
  let trouble = ""; // "", "network" or "signed_out"
  const listeners = [];

  const token = () => document.cookie.match(/(?:^|; )paritrana_csrf=([^;]+)/)?.[1] || "";
  const say = (now) => {
    trouble = now;
    for (const listener of listeners) listener(now);
  };

  // The answer as {status, body}; of anything that is not JSON of ours, null.
  const post = async (url, body) => {
    const cut = new AbortController();
    const late = setTimeout(() => cut.abort(), 25000);
    try {
      const answer = await fetch(url, {
        method: "POST", body: JSON.stringify(body), redirect: "manual", cache: "no-store", signal: cut.signal,
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
      });
      return { status: answer.status, body: await answer.json() };
    } catch {
      return null;
    } finally {
      clearTimeout(late);
    }
  };

  // "sent", "refused", "network" or "signed_out".
  const send = async (account, sheet) => {
    const tried = await store.attempt(account, sheet);
    if (!tried) return "refused";
    const { tried: _tried, ...entry } = tried.entry;
    const answer = await post(tried.record.sync, { ...entry, account: Number(account) });
    if (!answer) return "network";
    if (answer.status === 200) return (await store.acknowledge(account, sheet, answer.body)) ? "sent" : "network";
    if (answer.body?.reason === "signed_out" || answer.body?.reason === "account") return "signed_out";
    if (![400, 409, 410, 422].includes(answer.status) || !answer.body?.reason) return "network";
    await store.refuse(account, sheet, answer.body);
    return "refused";
  };

  const drain = async (account) => {
    if (!navigator.onLine) return say("network"); // `online` starts it again
    const failed = [];
    let now = "";
    for (let sheet; (sheet = await store.next(account, failed)) !== undefined;) {
      const outcome = await send(account, sheet);
      if (outcome === "signed_out") { now = outcome; break; }
      if (outcome !== "network") continue;
      now = outcome;
      failed.push(sheet); // one sheet that is not answered does not hold up the others
      if (!navigator.onLine || failed.length > 2) break;
    }
    failures = now ? failures + 1 : 0;
    say(now);
    if (now) kick(WAITS[Math.min(failures, WAITS.length) - 1]);
  };
  // One tab sends at a time; where the browser knows no locks, the same key twice still is one entry.
  const run = async () => {
    const account = store.current();
    if (!account) return;
    if (!navigator.locks) return drain(account);
    await navigator.locks.request("paritrana-sync", { ifAvailable: true }, (lock) => (lock ? drain(account) : kick(1000)));
  };

  let running = null;
  function kick(delay = 0) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (running) { kick(300); return; }
      running = run().finally(() => { running = null; });
    }, delay);
  }
  addEventListener("online", () => { failures = 0; kick(); });
  addEventListener("offline", () => say("network"));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) kick(); });

  // The shell that opens sheets without network, and a promise not to clear this device's storage by itself.
  const install = async () => {
    await navigator.storage?.persist?.();
    await navigator.serviceWorker?.register("/sw.js");
  };
  // All open sheets come onto the device. Nothing is said if it fails: what is here stays.
  const load = async (account, url) => {
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store" });
      const bundle = await answer.json();
      if (String(bundle.account) !== account) return false;
      await store.keepAll(account, bundle);
      return true;
    } catch {
      return false;
    }
  };

  window.ParitranaSync = { kick, run, post, send, load, install, listen: (listener) => listeners.push(listener), state: () => trouble };
})();
