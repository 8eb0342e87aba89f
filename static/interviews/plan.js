/* Turns of a plan by drag: a card dropped on a cell sends the form that its buttons send. */
(() => {
  "use strict";
  let dragged = null;

  const prepare = () => {
    for (const card of document.querySelectorAll("#rancangan [data-turn]")) card.draggable = true;
  };
  const cellOf = (event) => dragged && event.target.closest("#rancangan td[data-room]");
  const mark = (cell) => {
    for (const one of document.querySelectorAll(".plan-over")) one.classList.remove("plan-over");
    if (cell) cell.classList.add("plan-over");
  };

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest ? event.target.closest("#rancangan [data-turn]") : null;
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  document.addEventListener("dragover", (event) => {
    const cell = cellOf(event);
    if (!dragged) return;
    mark(cell);
    if (cell) event.preventDefault();
  });
  document.addEventListener("dragend", () => {
    dragged = null;
    mark(null);
  });
  document.addEventListener("drop", (event) => {
    const cell = cellOf(event);
    if (!cell) return;
    event.preventDefault();
    const form = dragged.querySelector("form");
    form.elements.room.value = cell.dataset.room;
    form.elements.start.value = cell.dataset.start;
    form.querySelector('[value="place"]').click(); // htmx sends the value of a button that was clicked
  });
  document.addEventListener("htmx:afterSettle", prepare);
  prepare();
})();
