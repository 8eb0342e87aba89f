// Keying from paper: Enter goes to the next mark.
(() => {
  "use strict";
  const marks = [...document.querySelectorAll(".score-input")];
  for (const [place, field] of marks.entries()) {
    field.addEventListener("focus", () => field.select());
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      (marks[place + 1] ?? field.form.querySelector("[type=file]") ?? field.form.querySelector("[type=submit]")).focus();
    });
  }
})();
