// Keeps the page that checks papers without a network on this device.
navigator.serviceWorker?.register("/sw.js").catch(() => {}); // a private window keeps nothing
