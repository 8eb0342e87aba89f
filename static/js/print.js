// A button that opens the browser's print dialogue.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
// What is folded on the screen stands on paper all the same, also in browsers whose style sheets cannot say so.
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll(".brief details")) fold.open = true;
});
