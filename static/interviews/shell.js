// The page without a network: the sheet of this address, or the list of all that the device keeps.
(() => {
  "use strict";
  const store = window.ParitranaStore;
  const sync = window.ParitranaSync;
  const { open, line, words, element } = window.ParitranaSheet;
  const place = document.getElementById("lembar-luring");
  const heading = document.getElementById("judul");

  const link = (url, text, className = "") => Object.assign(element("a", className, text), { href: url });
  const byPlace = (one, other) => one.group.localeCompare(other.group) || one.place - other.place;

  const list = (records) => {
    const rows = records.map((record) => element(
      "li", "task task-open", element("div", "task-text", link(record.url, record.title, "task-link"), element("p", "muted", line(record)))));
    place.replaceChildren(records.length ? element("ul", "task-list", ...rows) : element("p", "", place.dataset.none));
  };

  // My other sheets of the same form, to compare with.
  const others = (form, record, records) => {
    const codes = [...form.querySelectorAll("[name^=mark_]")].map((field) => field.name.slice(5));
    const begun = records.filter((other) => other.group === record.group && other !== record && Object.keys(other.values).length);
    if (!begun.length) return;
    const marks = (other) => element("span", "", codes.map((code) => other.values[code] || "–").join(" · "));
    const rows = begun.map((other) => element("li", "", link(other.url, other.title), " ", marks(other)));
    form.querySelector("#lembar-lain").append(element("details", "fold",
      element("summary", "", words.others), element("p", "muted", words.othersOrder), element("ul", "sheet-others", ...rows)));
  };

  // Back on line, the page goes on by itself and no longer says that it is alone.
  const notice = document.getElementById("muat-ulang").closest(".notice");
  sync.listen((trouble) => { notice.hidden = trouble === ""; });

  const start = async () => {
    const account = store.current();
    const records = account && (await store.ready()) ? (await store.all(account)).sort(byPlace) : [];
    const record = records.find((one) => one.url === location.pathname);
    const form = record && (await store.form(account, record.group));
    if (!form) {
      list(records);
      const redraw = async () => list((await store.all(account)).sort(byPlace));
      if (records.length) store.watch(redraw);
    } else {
      heading.textContent = record.title;
      document.title = record.title;
      place.innerHTML = form.html; // our own server's form, as it came onto this device
      others(place.querySelector("form"), record, records);
      place.append(element("p", "", link("/luring/", place.dataset.back)));
      await open(place.querySelector("form"), account, record.sheet, null);
    }
    sync.kick();
  };
  start();
})();
