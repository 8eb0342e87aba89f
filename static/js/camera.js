// A camera reads a code into its field: with the browser's own reader, else with ours, which is fetched only then.
(() => {
  "use strict";
  const box = document.querySelector(".code-camera");
  if (!box || !navigator.mediaDevices) return;
  const words = box.dataset;
  const button = box.querySelector("button");
  const said = box.querySelector("[role=status]");
  const video = box.querySelector("video");
  const field = document.getElementById(words.field);
  // The code of a paper has up to 90 modules a side: the 640 x 480 that a browser gives unasked are too coarse for it.
  const CAMERA = { video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } } };

  const reader = async () => {
    const own = await window.BarcodeDetector?.getSupportedFormats();
    const { BarcodeDetector } = own?.includes("qr_code") ? window : await import(words.decoder);
    return new BarcodeDetector({ formats: ["qr_code"] });
  };
  const stop = () => {
    for (const track of video.srcObject?.getTracks() ?? []) track.stop();
    video.srcObject = null;
    video.hidden = true;
    button.textContent = words.start;
    said.textContent = "";
  };
  const look = async (detector, stream) => {
    const [code] = await detector.detect(video).catch(() => []);
    if (video.srcObject !== stream) return; // stopped meanwhile
    if (!code?.rawValue.includes(words.code)) {
      if (code) said.textContent = words.other;
      return setTimeout(look, 250, detector, stream);
    }
    stop();
    field.value = code.rawValue;
    field.form.requestSubmit();
  };
  button.addEventListener("click", async () => {
    if (video.srcObject) return stop();
    button.disabled = true; // a second press would open a second camera
    try {
      const detector = await reader();
      video.srcObject = await navigator.mediaDevices.getUserMedia(CAMERA);
      button.textContent = words.stop;
      said.textContent = words.aim;
      video.hidden = false;
      await video.play();
      look(detector, video.srcObject);
    } catch {
      stop();
      said.textContent = words.none;
    }
    button.disabled = false;
  });
  addEventListener("pagehide", stop);
  box.hidden = false;
})();
