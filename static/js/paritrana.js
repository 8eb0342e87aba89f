// What pages gain from a script; without it everything still works. No page carries data for it
// except the sentences in the attributes of <body>, so that they are translated with the page.
(() => {
  "use strict";
  const root = document.documentElement;
  const words = document.body.dataset;
  root.classList.add("js");

  // The error summary is read first; its links put the cursor into the field.
  const focusErrors = (part) => part.querySelector("[data-error-summary]")?.focus();
  focusErrors(document);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.closest(".field")?.scrollIntoView({ block: "start" });
  });

  // A form is sent once. The button says so until the answer arrives or the page is come back to.
  const release = (form) => {
    delete form.dataset.busy;
    for (const button of form.querySelectorAll("[data-label]")) {
      button.textContent = button.dataset.label;
      button.removeAttribute("aria-disabled");
      delete button.dataset.label;
    }
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
    if (form.dataset.busy) return event.preventDefault();
    form.dataset.busy = "1";
    const button = event.submitter;
    if (button?.matches("button.btn") && form.contains(button)) {
      button.dataset.label = button.textContent;
      button.textContent = words.sending;
      button.setAttribute("aria-disabled", "true");
    }
    setTimeout(release, 20000, form);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-busy]").forEach(release);
  });

  // Copy buttons say that they have copied. Without https there is no clipboard: the old way.
  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await copy(button.dataset.copy);
    const label = button.firstElementChild;
    const before = label.textContent;
    if (before === words.copied) return;
    label.textContent = words.copied;
    setTimeout(() => { label.textContent = before; }, 2500);
  });

  // Menus close when one goes elsewhere; the current page of the edition is in sight.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(except)) menu.open = false;
  };
  document.addEventListener("click", (event) => closeMenus(event.target));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(null); });
  for (const here of document.querySelectorAll(".edition-nav [aria-current]")) {
    const strip = here.closest("ul");
    strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;
  }

  // Sheets on this device belong to an account (static/interviews/store.js): who signs in with another one leaves
  // them hidden, and before signing out what was not sent is sent or asked about.
  const KEEPER = "paritrana-account";
  const keeper = localStorage.getItem(KEEPER);
  if (words.account && keeper && keeper !== words.account) localStorage.removeItem(KEEPER);
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-sign-out]");
    if (!form || !localStorage.getItem(KEEPER)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    location.assign(`${form.action}#keluar`);
  }, true);

  // htmx: the token of the page, our words when nothing came back, and errors first. A signed-out
  // request is answered 401 with HX-Redirect, which htmx follows by itself.
  const say = (text) => {
    const place = document.getElementById("messages");
    const box = document.createElement("div");
    const line = document.createElement("p");
    box.className = "notice notice-amber";
    line.textContent = text;
    box.append(line);
    place.replaceChildren(box);
    box.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token) event.detail.headers["X-CSRFToken"] = token.value;
  });
  document.addEventListener("htmx:sendError", () => say(words.offline));
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status !== 401) say(words.trouble);
  });
  document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.target));
})();
