// The SHA-256 of one file, piece by piece and beside the page, so that nobody who types has to wait for it.
"use strict";
const PIECE = 4 * 1024 * 1024;

self.onmessage = async ({ data: { file, library } }) => {
  try {
    importScripts(library);
    const digest = self.sha256.create();
    for (let at = 0; at < file.size; at += PIECE) {
      digest.update(await file.slice(at, at + PIECE).arrayBuffer());
      self.postMessage({ read: Math.min(at + PIECE, file.size) });
    }
    self.postMessage({ sha256: digest.hex() });
  } catch {
    self.postMessage({ sha256: "" }); // the file cannot be read, or the library not fetched
  }
};
