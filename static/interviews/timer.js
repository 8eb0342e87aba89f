// Counts the time of a turn. The server says how much has run; what passed since its answer is measured by the
// clock of this page that nobody can set (performance.now), so a wrong clock of the laptop changes nothing.
(() => {
  "use strict";
  const SOON = 60000;
  // When the answer that drew the page came in, until it is drawn anew.
  const page = performance.getEntriesByType("navigation")[0]?.responseStart ?? 0;

  const digits = (span) => {
    const seconds = Math.floor(span / 1000);
    return `${String(Math.floor(seconds / 60)).padStart(2, "0")}.${String(seconds % 60).padStart(2, "0")}`;
  };
  const count = (clock) => {
    const { dataset } = clock;
    const since = Number(clock.closest("[data-received]")?.dataset.received ?? page);
    const elapsed = Number(dataset.elapsed) + (dataset.running ? performance.now() - since : 0);
    const [presentation, total] = [Number(dataset.presentation), Number(dataset.total)];
    const part = elapsed < presentation ? "presentation" : elapsed < total ? "questions" : "over";
    const left = (part === "presentation" ? presentation : total) - elapsed;
    const soon = part !== "over" && left <= SOON;
    const state = part === "over" ? "over" : soon ? "soon" : part;
    // A second that has begun is still left: 07.00 stands for a whole second at the start.
    const text = part === "over" ? `+${digits(-left)}` : digits(Math.ceil(left / 1000) * 1000);
    const words = dataset[`words${part[0].toUpperCase()}${part.slice(1)}`];
    if (clock.dataset.state !== state) clock.dataset.state = state;
    clock.querySelector("[data-clock-left]").textContent = text;
    clock.querySelector("[data-clock-part]").textContent = soon ? `${words} (${dataset.wordsSoon.toLowerCase()})` : words;
  };
  const tick = () => { for (const clock of document.querySelectorAll("[data-clock]")) count(clock); };
  tick();
  setInterval(tick, 250);
  document.addEventListener("followed", tick);

  const whole = document.querySelector("[data-fullscreen]");
  if (whole && document.fullscreenEnabled) {
    whole.hidden = false;
    whole.addEventListener("click", () => document.documentElement.requestFullscreen());
    document.addEventListener("fullscreenchange", () => { whole.hidden = Boolean(document.fullscreenElement); });
  }
})();
