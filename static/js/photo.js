// A large photograph may be made smaller before it is sent: both sizes are shown, the last choice stands first.
// What cannot be read here (HEIC in most browsers) or would hardly shrink is sent as it is.
(() => {
  "use strict";
  const LARGE = 2 * 1024 * 1024; // bytes
  const EDGE = 2560; // pixels of the longer edge: small print on a photographed page stays readable
  const GAIN = 0.7; // of the size, else it is not worth the question
  const KINDS = ["image/jpeg", "image/png", "image/webp"];

  const drawn = (picture, edge) => {
    const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#fff"; // JPEG knows no transparency
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  };

  // The smaller file, or null where there is none worth sending.
  const smaller = async (file) => {
    if (file.size <= LARGE || !KINDS.includes(file.type)) return null;
    try {
      const picture = await createImageBitmap(file);
      const canvas = drawn(picture, EDGE);
      picture.close();
      const content = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.85); });
      if (!content || content.size > GAIN * file.size) return null;
      return new File([content], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" });
    } catch {
      return null;
    }
  };

  const preview = async (file, caption) => {
    const figure = document.createElement("figure");
    const picture = await createImageBitmap(file);
    const canvas = drawn(picture, 320);
    picture.close();
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", caption);
    const text = document.createElement("figcaption");
    text.textContent = caption;
    figure.append(canvas, text);
    return figure;
  };

  // Asks once for all photographs that were chosen together; resolves to the files to be sent.
  window.paritranaPhotos = async (list, chosen, { words, fill, inSize, remembered }) => {
    const found = await Promise.all(chosen.map(smaller));
    const first = found.findIndex(Boolean);
    if (first < 0) return chosen;
    const sent = { small: chosen.map((file, place) => found[place] ?? file), original: chosen };
    const weigh = (files) => inSize(files.filter((_, place) => found[place]).reduce((sum, file) => sum + file.size, 0));
    const row = document.createElement("li");
    row.className = "upload photo-choice";
    const question = document.createElement("p");
    question.textContent = fill(words.photo, { name: chosen[first].name, n: found.filter(Boolean).length });
    const pictures = document.createElement("div");
    pictures.className = "photo-pair";
    pictures.append(
      await preview(found[first], fill(words.photoSmall, { size: inSize(found[first].size) })),
      await preview(chosen[first], fill(words.photoOriginal, { size: inSize(chosen[first].size) })),
    );
    const buttons = document.createElement("div");
    buttons.className = "cluster";
    row.append(question, pictures, buttons);
    list.append(row);
    const usual = remembered("photo-size") === "original" ? "original" : "small";
    return new Promise((resolve) => {
      for (const size of usual === "small" ? ["small", "original"] : ["original", "small"]) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = `btn btn-sm ${size === usual ? "btn-primary" : "btn-secondary"}`;
        button.textContent = fill(size === "small" ? words.sendSmall : words.sendOriginal, { size: weigh(sent[size]) });
        button.addEventListener("click", () => {
          remembered("photo-size", size);
          row.remove();
          resolve(sent[size]);
        });
        buttons.append(button);
        if (size === usual) button.focus();
      }
    });
  };
})();
