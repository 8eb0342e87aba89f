// Pressing a field in the list writes it into the text at the cursor; without a script it is typed.
(() => {
  "use strict";
  let box = document.querySelector("#form textarea");
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("#form textarea")) box = event.target;
  });
  for (const code of document.querySelectorAll("[data-insert] code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-link p-0";
    code.replaceWith(button);
    button.append(code);
    button.addEventListener("click", () => {
      box.setRangeText(code.textContent, box.selectionStart, box.selectionEnd, "end");
      box.focus();
    });
  }
})();
