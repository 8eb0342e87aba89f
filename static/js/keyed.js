// Keying from paper: Enter goes to the next mark, and a camera reads the code where the browser can.
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

  const box = document.querySelector(".code-camera");
  if (!box || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const button = box.querySelector("[data-camera]");
  const field = document.getElementById(button.dataset.camera);
  const video = box.querySelector("video");
  box.hidden = false;

  const stop = () => {
    for (const track of video.srcObject?.getTracks() ?? []) track.stop();
    video.srcObject = null;
    video.hidden = true;
  };
  const look = async (detector) => {
    if (!video.srcObject) return;
    const [code] = await detector.detect(video).catch(() => []);
    if (!code?.rawValue.includes(button.dataset.code)) return setTimeout(look, 250, detector);
    stop();
    field.value = code.rawValue;
    field.form.requestSubmit();
  };
  button.addEventListener("click", async () => {
    if (video.srcObject) return stop();
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      return field.focus(); // no camera, or not allowed: the code is typed
    }
    video.hidden = false;
    await video.play();
    look(new BarcodeDetector({ formats: ["qr_code"] }));
  });
  addEventListener("pagehide", stop);
})();
