// The check of a file against the fingerprints of a document: computed on this device, nothing is sent.
(() => {
  "use strict";
  const box = document.querySelector("[data-check-file]");
  if (!box || !window.Worker) return;
  const known = new Map([...document.querySelectorAll("[data-sha256]")].map((row) => [row.dataset.sha256, row.dataset.words]));
  const answer = box.querySelector("[data-answer]");
  let worker;

  const say = (text, tone) => {
    answer.className = `notice notice-${tone}`;
    answer.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }));
    answer.hidden = false;
  };
  const field = box.querySelector("[type=file]");
  const check = () => {
    worker?.terminate(); // another file was chosen meanwhile
    const [file] = field.files;
    if (!file) {
      answer.hidden = true;
      return;
    }
    worker = new Worker(box.dataset.worker);
    worker.onmessage = ({ data }) => {
      if (data.sha256 === undefined) return say(`${box.dataset.reading} ${Math.round((100 * data.read) / file.size)}%`, "blue");
      if (!data.sha256) return say(box.dataset.unreadable, "amber");
      const words = known.get(data.sha256);
      say(words ? `${box.dataset.same} ${words}.` : box.dataset.other, words ? box.dataset.tone : "red");
    };
    worker.onerror = () => say(box.dataset.unreadable, "amber");
    say(box.dataset.reading, "blue");
    worker.postMessage({ file, library: box.dataset.library });
  };
  field.addEventListener("change", check);
  addEventListener("pageshow", check); // after "back" the file is still chosen
  box.hidden = false;
})();
