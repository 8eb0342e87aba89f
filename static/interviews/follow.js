// Follows the day without reloading: asks every three seconds whether anything is newer than what is shown.
// Nothing new is an empty 204. A page that is typed in is not drawn anew under the fingers.
(() => {
  "use strict";
  const EVERY = 3000;

  const show = (box, name, on) => {
    for (const line of box.querySelectorAll(`[data-follow-${name}]`)) line.hidden = !on;
  };
  const busy = (box) => {
    const at = document.activeElement;
    return box.querySelector("details[open] form") !== null
      || (box.contains(at) && at.matches("input, textarea, select"));
  };

  const follow = (box) => {
    let timer = 0;
    const again = (after = EVERY) => { clearTimeout(timer); timer = setTimeout(ask, after); };
    const draw = (html) => {
      const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-follow]");
      if (!fresh) throw new Error("not our answer"); // a captive portal answers 200 to everything
      if (busy(box)) return show(box, "held", true);
      const open = [...box.querySelectorAll("details[open][id]")].map((fold) => fold.id);
      box.className = fresh.className;
      Object.assign(box.dataset, fresh.dataset, { received: String(performance.now()) });
      box.replaceChildren(...fresh.childNodes);
      for (const id of open) document.getElementById(id)?.setAttribute("open", "");
      box.dispatchEvent(new CustomEvent("followed", { bubbles: true }));
    };
    const ask = async () => {
      if (document.hidden) return again();
      try {
        const answer = await fetch(`${box.dataset.follow}?seen=${encodeURIComponent(box.dataset.seen)}`, {
          headers: { "HX-Request": "true" }, cache: "no-store", redirect: "error", signal: AbortSignal.timeout(10000),
        });
        if (answer.status === 401 || answer.status === 403 || answer.status === 404) return show(box, "lost", true);
        if (answer.status !== 204) {
          if (!answer.ok) throw new Error(answer.statusText);
          draw(await answer.text());
        }
        show(box, "lost", false);
        if (!box.dataset.seen) return; // no interviews today: nothing to wait for
      } catch {
        show(box, "lost", true);
      }
      again();
    };
    document.addEventListener("visibilitychange", () => { if (!document.hidden && timer) again(0); });
    if (box.dataset.seen) again(); else ask();
  };
  for (const box of document.querySelectorAll("[data-follow]")) follow(box);
})();
