// What is typed is kept question by question. "Tersimpan" is the server's word alone: from the first new
// letter until its answer the line says otherwise, and what could not be sent is sent again.
(() => {
  "use strict";
  const form = document.getElementById("form");
  if (!form || !window.htmx) return;
  const state = (box) => box.nextElementSibling;
  const say = (box, text) => {
    const line = state(box).querySelector("[data-word]");
    if (!line) return; // two texts stand side by side until one is chosen
    line.textContent = text;
    line.className = "";
  };
  form.addEventListener("input", (event) => {
    const box = event.target.closest("[data-autosave]");
    if (box) say(box, form.dataset.saving);
  });

  // The page's own notice at its head would carry a writer away from the field.
  const failed = (event) => {
    const box = event.target.closest("[data-autosave]");
    if (!box || event.detail.xhr?.status === 401) return;
    event.stopPropagation();
    box.dataset.failed = "1";
    say(box, form.dataset.unsaved);
  };
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) form.addEventListener(name, failed);
  const retry = () => {
    for (const box of form.querySelectorAll("[data-failed]")) window.htmx.trigger(box, "autosave");
  };
  addEventListener("online", retry);
  setInterval(retry, 15000);

  form.addEventListener("htmx:afterSwap", (event) => {
    const box = event.detail.requestConfig.elt;
    delete box.dataset.failed;
    // The list of files remembers which text it was drawn beside.
    const mark = state(box).querySelector("[data-mark]")?.dataset.mark;
    const stored = box.closest(".question").querySelector("[data-stored]");
    if (mark && stored) stored.dataset.mark = mark;
  });

  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("beforeunload", (event) => {
    if (!leaving && form.querySelector("[data-failed]")) event.preventDefault();
  });
})();
