// Evidence goes up in pieces (tus) and survives bad lines: a cut piece is continued where it broke off,
// the file is kept in the browser (IndexedDB) until it has arrived, and a reloaded page goes on with it.
// Before its first byte it is registered by name, size and SHA-256: then the bytes may follow after the deadline.
// A box with `data-kept` belongs to an ordinary form: its files are kept until the form, which waits for them, is sent
// with their keys. Without this script the file field of the form is sent with the form. Every word comes from the page.
(() => {
  "use strict";
  const panel = document.getElementById("uploads");
  if (!panel || !window.tus?.isSupported) return;
  const words = panel.dataset;
  const SMALLEST = 64 * 1024;
  const LONG = 600; // seconds from which one is asked before a file starts
  const SECOND = Number(words.second); // milliseconds; shorter only under test
  const SILENCE = 60 * SECOND; // without a byte: the line is dead though nobody has said so
  const UNKNOWN = 32 * 1024; // bytes a second, until one has been measured
  const tell = document.getElementById("uploads-told");

  // --- words ------------------------------------------------------------------------------------------

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const figure = (value) => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: value < 10 ? 1 : 0 });
  const inSize = (bytes) => {
    const step = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : 2;
    return `${figure(bytes / 1024 ** step)} ${["B", "KB", "MB"][step]}`;
  };
  const inTime = (seconds) => {
    const minutes = Math.round(seconds / 60);
    if (seconds < 90) return fill(words.seconds, { n: Math.max(1, Math.round(seconds)) });
    if (minutes < 90) return fill(words.minutes, { n: minutes });
    return fill(words.hoursMinutes, { h: Math.floor(minutes / 60), m: minutes % 60 });
  };

  // --- what the browser remembers -----------------------------------------------------------------------

  const remembered = (name, value) => {
    try {
      if (value !== undefined) localStorage.setItem(name, value);
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  const database = new Promise((resolve) => {
    try {
      const opening = indexedDB.open("paritrana-uploads", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("files", { keyPath: "id" });
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
  // A browser that keeps no files loses nothing but the resumption: the same file, chosen again, goes on too.
  const files = async (mode, act) => {
    const base = await database;
    return new Promise((resolve) => {
      try {
        const asked = act(base.transaction("files", mode).objectStore("files"));
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => resolve(null);
      } catch {
        resolve(null);
      }
    });
  };
  const token = () => document.cookie.match(/paritrana_csrf=([^;]+)/)?.[1]
    ?? document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

  // --- one file -------------------------------------------------------------------------------------------

  const make = (tag, className, text = "") => {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  };

  class Job {
    constructor({ id, file, endpoint, code, at, sha256 = "", url = "", note = "" }) {
      Object.assign(this, { id, file, endpoint, code, at, sha256, url, sent: 0, ended: false });
      this.box = boxes.find((box) => endpointOf(box) === endpoint);
      const list = this.box ? this.box.querySelector(".upload-list") : panel.querySelector(".upload-list");
      if (!this.box) panel.hidden = false;
      this.row = make("li", "upload");
      const about = this.box || !code ? inSize(file.size) : `${inSize(file.size)}, ${fill(words.item, { code })}`;
      const name = make("p", "upload-name");
      name.append(make("strong", "", file.name), " ", make("span", "muted", about));
      this.bar = make("progress", "upload-bar");
      this.bar.max = file.size;
      this.bar.value = 0;
      this.bar.setAttribute("aria-label", file.name);
      this.line = make("p", "upload-line");
      this.note = make("p", "upload-note", note);
      this.buttons = make("div", "cluster");
      this.row.append(name, this.bar, this.line, this.note, this.buttons);
      list.append(this.row);
      jobs.add(this);
      hideListed();
      this.button(words.cancel, () => this.cancel());
      this.say(words.turn);
    }

    button(label, act) {
      const button = make("button", "btn btn-secondary btn-sm", label);
      button.type = "button";
      button.setAttribute("aria-label", `${label}: ${this.file.name}`);
      button.addEventListener("click", act);
      this.buttons.prepend(button);
      return button;
    }

    say(text) {
      this.line.textContent = fill(text, { percent: Math.floor((100 * this.sent) / this.file.size) });
    }

    show(sent) {
      this.sent = sent;
      this.bar.value = sent;
    }

    remember() {
      const { id, file, endpoint, code, at, sha256, url, note } = this;
      return files("readwrite", (store) => store.put(
        { id, file, endpoint, code, at, sha256, url, note: note.textContent, person: words.person },
      ));
    }

    async cancel() {
      this.leave();
      this.stopped?.();
      const headers = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token() };
      const where = this.note.textContent && !this.box?.dataset.kept ? `${this.endpoint}?sha256=${this.sha256}` : this.url || this.upload?.url;
      if (where) await fetch(where, { method: "DELETE", headers }).catch(() => {});
      await this.forget();
      if (this.box) await refresh(this.box).catch(() => {});
    }

    leave() {
      this.ended = true;
      this.row.remove();
      jobs.delete(this);
      hideListed();
      hidePanel();
      sendWaiting();
    }

    async forget() {
      await files("readwrite", (store) => store.delete(this.id));
      for (const one of (await this.upload?.findPreviousUploads()) ?? []) {
        await this.upload.options.urlStorage.removeUpload(one.urlStorageKey);
      }
    }

    async fail(reason) {
      this.ended = true;
      waiting = null;
      this.row.classList.add("upload-refused");
      this.bar.hidden = true;
      this.note.textContent = "";
      this.line.textContent = tell.textContent = reason || words.trouble;
      this.buttons.replaceChildren();
      this.button(words.close, () => this.leave());
      jobs.delete(this);
      hideListed();
      await this.forget();
      if (this.box) await refresh(this.box).catch(() => {});
    }

    // The server has every byte: wait until it has made a file of them, or says why not.
    async arrived() {
      this.show(this.file.size);
      this.buttons.replaceChildren();
      this.say(words.checking);
      for (let wait = 300; ; wait = Math.min(wait * 1.5, 5000)) {
        await new Promise((resume) => { setTimeout(resume, wait); });
        try {
          const response = await fetch(this.upload.url, { redirect: "error", cache: "no-store" });
          if (response.status === 404) return this.fail(words.trouble);
          const { state, reason } = await response.json();
          if (state === "refused") return this.fail(reason);
          if (state === "done") break;
        } catch {
          // The line is away or the session has ended; the file is safe, so ask again.
        }
      }
      this.ended = true;
      await this.forget();
      jobs.delete(this);
      if (this.box?.dataset.kept) keep(this);
      else if (this.box) await refresh(this.box).catch(() => {});
      tell.textContent = `${this.file.name}: ${words.done}`;
      if (this.box?.dataset.kept) {
        this.row.remove();
        return sendWaiting();
      }
      if (this.box?.querySelector("[data-stored]")) return this.row.remove();
      this.say(words.done);
      this.note.textContent = "";
      this.bar.hidden = true;
    }
  }

  // What the page lists as registered is not said twice while its bytes go up on this page.
  const jobs = new Set();
  const hideListed = () => {
    for (const row of document.querySelectorAll("[data-registered]")) {
      row.hidden = [...jobs].some((job) => job.sha256 === row.dataset.registered && job.box?.contains(row));
    }
  };
  const hidePanel = () => { panel.hidden = !panel.querySelector(".upload"); };

  // The stored files of one item, without touching what is typed or ticked. When nobody else has changed the
  // answer meanwhile, the form takes over its new version; else saving will show both side by side.
  const refresh = async (box) => {
    if (box.dataset.kept) return;
    const response = await fetch(box.dataset.uploader, { redirect: "error", cache: "no-store" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const listed = box.querySelector("[data-registered-list]");
    for (const row of [...listed.children]) {
      if (!page.querySelector(`[data-now="${row.dataset.now}"]`)) row.remove();
    }
    for (const row of page.querySelectorAll("[data-now]")) {
      if (!listed.querySelector(`[data-now="${row.dataset.now}"]`)) listed.append(row);
    }
    hideListed();
    const fresh = page.querySelector("[data-stored]");
    const stored = box.querySelector("[data-stored]");
    if (!stored) return;
    const list = stored.querySelector("ul");
    for (const row of fresh.querySelectorAll("[data-row]")) {
      if (list.querySelector(`[data-row="${row.dataset.row}"]`)) continue;
      list.append(row);
      window.htmx?.process(row); // it asks what the check of the file has found
    }
    stored.hidden = fresh.hidden;
    if (fresh.dataset.mark === stored.dataset.mark) {
      box.closest(".question").querySelector("input[name$='-version']").value = fresh.dataset.version;
    }
  };

  // --- files of ordinary forms ----------------------------------------------------------------------------

  // The same address for every form of a province: what one form has left unfinished is no other form's file.
  const endpointOf = ({ dataset: { uploader, kept } }) => (
    kept ? `${uploader}?untuk=${encodeURIComponent(location.pathname)}` : uploader
  );

  // What has arrived goes with the form as a ticked box; a field of one file takes the last one.
  const keep = ({ box, file, upload }) => {
    const list = box.querySelector("[data-kept-list]");
    const key = new URL(upload.url).pathname.split("/").filter(Boolean).at(-1);
    const tick = Object.assign(make("input", "form-check-input"), {
      type: "checkbox", name: box.dataset.kept, value: key, checked: true, id: `${box.dataset.kept}-${key}`,
    });
    const label = make("label", "", `${file.name} `);
    label.htmlFor = tick.id;
    label.append(make("span", "muted", inSize(file.size)));
    const row = make("li", "choice-row");
    row.append(tick, label);
    if (!box.querySelector("input[type=file]").multiple) list.replaceChildren();
    if (!document.getElementById(tick.id)) list.append(row);
  };

  // A form that is sent while its files are still on their way is sent when they are through.
  let waiting = null;
  const holdBack = (form, box) => form.addEventListener("submit", (event) => {
    const running = [...jobs].some((job) => job.box === box) || box.querySelector(".photo-choice");
    if (!running) return;
    event.preventDefault();
    waiting = { form, submitter: event.submitter };
    tell.textContent = words.wait;
    for (const job of jobs) job.note.textContent = words.wait;
  });
  const sendWaiting = () => {
    if (!waiting || jobs.size) return;
    const { form, submitter } = waiting;
    waiting = null;
    form.requestSubmit(submitter);
  };

  // --- registering ----------------------------------------------------------------------------------------

  // Empty where the browser cannot: then the file goes up as it is, and has to arrive before the deadline.
  const fingerprint = (job) => new Promise((resolve) => {
    try {
      const worker = new Worker(words.fingerprint);
      const end = (sha256) => { worker.terminate(); resolve(sha256); };
      worker.onmessage = ({ data }) => {
        if ("sha256" in data) end(data.sha256);
        else job.line.textContent = fill(words.reading, { percent: Math.floor((100 * data.read) / job.file.size) });
      };
      worker.onerror = () => end("");
      worker.postMessage({ file: job.file, library: words.sha256 });
    } catch {
      resolve("");
    }
  });
  const inBase64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

  const register = async (job) => {
    job.sha256 ||= await fingerprint(job);
    for (let wait = 1; job.sha256 && !job.url && !job.ended; wait = Math.min(2 * wait, 15)) {
      let state = words.unregistered;
      try {
        const about = `filename ${inBase64(job.file.name)},sha256 ${inBase64(job.sha256)}`;
        const headers = { "Tus-Resumable": "1.0.0", "Upload-Length": job.file.size, "Upload-Metadata": about, "X-CSRFToken": token() };
        const response = await fetch(job.endpoint, { method: "POST", redirect: "error", headers });
        const said = await response.text();
        if (response.status === 201) {
          job.url = new URL(response.headers.get("Location"), location.href).href;
          if (said) job.note.textContent = `${said} ${words.keep}`; // nothing is said of what is not registered
          if (job.ended) return await job.cancel(); // given up meanwhile
          await job.remember();
          hideListed();
          return;
        }
        if ([401, 403].includes(response.status)) state = words.signIn;
        else if (response.status < 500 && ![408, 429].includes(response.status)) {
          await job.fail(response.status < 404 || said.startsWith("<") ? "" : said);
          return;
        }
      } catch {
        // The line is away: it is not registered until the server says so.
      }
      job.say(state);
      await new Promise((resume) => { setTimeout(resume, wait * 1000); });
    }
  };

  // --- sending --------------------------------------------------------------------------------------------

  let piece = Number(words.piece);
  let cuts = 0;

  const send = (job) => new Promise((done) => {
    let waits = 0;
    let lastByte = performance.now();
    let samples = [];
    let timer = 0;
    const start = () => {
      clearTimeout(timer);
      lastByte = performance.now();
      samples = [];
      if (!job.ended) upload.start();
    };
    // A piece that broke off; the second in a row makes the next ones smaller, since some proxies hand on
    // only what has come whole.
    const cut = () => {
      cuts += 1;
      if (cuts < 2) return;
      cuts = 0;
      piece = Math.max(SMALLEST, piece / 2);
      upload.options.chunkSize = piece;
    };
    const later = (text, seconds) => {
      job.say(text);
      clearTimeout(timer);
      timer = setTimeout(start, seconds * SECOND);
    };
    const upload = job.upload = new tus.Upload(job.file, {
      endpoint: job.endpoint,
      chunkSize: piece,
      retryDelays: null,
      overridePatchMethod: remembered("upload-by-post") === "1",
      metadata: { filename: job.file.name, ...(job.sha256 && { sha256: job.sha256 }) },
      uploadUrl: job.url || null,
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", token()),
      // The client would take these for "there is no such upload" and begin anew.
      onAfterResponse: (request, response) => {
        const status = response.getStatus();
        const passing = status === 401 || status === 403 || status === 429 || status >= 500;
        if (request.getMethod() === "HEAD" && passing) throw Object.assign(new Error(`HEAD ${status}`), { status });
      },
      onProgress: (sent) => {
        const now = performance.now();
        lastByte = now;
        job.show(sent);
        samples.push([now, sent]);
        while (samples.length > 2 && samples[0][0] < now - 15_000) samples.shift();
        const seconds = (now - samples[0][0]) / 1000;
        const speed = (sent - samples[0][1]) / seconds;
        if (seconds < 0.5 || speed <= 0) return;
        remembered("upload-speed", Math.round(speed));
        const time = inTime((job.file.size - sent) / speed);
        job.say(fill(words.running, { percent: "{percent}", speed: inSize(speed), time }));
      },
      onChunkComplete: () => { cuts = 0; waits = 0; },
      onSuccess: () => { end(); job.arrived(); },
      onError: (error) => {
        if (job.ended) return;
        const status = error.originalResponse?.getStatus() ?? error.causingError?.status ?? 0;
        const sending = Boolean(upload.url) && error.originalRequest?.getMethod() !== "HEAD";
        if (sending && [403, 405, 501].includes(status) && !upload.options.overridePatchMethod) {
          upload.options.overridePatchMethod = true;
          remembered("upload-by-post", "1");
          start();
        } else if (status === 401 || (status === 403 && upload.url)) {
          later(words.signIn, 15);
        } else if (status >= 400 && status < 500 && ![404, 408, 409, 410, 423, 429, 460].includes(status)) {
          end();
          const said = error.originalResponse.getBody(); // a proxy answers with a page of its own
          job.fail(status < 404 || said.startsWith("<") ? "" : said);
        } else {
          if (sending && [0, 408, 502, 504].includes(status) && navigator.onLine) cut();
          waits += 1;
          later(navigator.onLine ? words.cut : words.offline, Math.min(30, 2 ** waits));
        }
      },
    });
    const watch = setInterval(() => {
      if (performance.now() - lastByte < SILENCE || !navigator.onLine) return;
      upload.abort();
      cut();
      later(words.cut, 1);
    }, 5 * SECOND);
    const online = () => start();
    const offline = () => {
      upload.abort();
      clearTimeout(timer);
      job.say(words.offline);
    };
    const end = () => {
      clearInterval(watch);
      clearTimeout(timer);
      removeEventListener("online", online);
      removeEventListener("offline", offline);
      done();
    };
    job.stopped = () => { upload.abort(); end(); };
    addEventListener("online", online);
    addEventListener("offline", offline);
    job.say(words.connecting);
    upload.findPreviousUploads().then((previous) => {
      if (previous.length && !job.url) upload.resumeFromPreviousUpload(previous.at(-1));
      if (navigator.onLine) start();
      else offline();
    });
  });

  // One after the other, and each in one tab only: a slow line is not helped by two.
  let line = Promise.resolve();
  const queue = (job) => {
    line = line.then(async () => {
      if (job.ended) return;
      if (!navigator.locks) return send(job);
      job.say(words.otherTab);
      await navigator.locks.request(`upload-${job.url || job.id}`, async () => {
        const gone = job.kept && !(await files("readonly", (store) => store.get(job.id)));
        if (!gone) return send(job);
        job.leave();
        if (job.box) await refresh(job.box).catch(() => {});
      });
    });
  };

  // All are registered before the bytes of the first are through: the deadline waits for nobody.
  let desk = Promise.resolve();
  const begin = (job, chosen) => {
    desk = desk.then(async () => {
      if (!job.ended) await register(job);
      if (job.ended) return;
      const speed = Number(remembered("upload-speed")) || (navigator.connection?.downlink * 1e6) / 32 || UNKNOWN;
      const seconds = job.file.size / speed;
      if (chosen) job.line.textContent = fill(words.estimate, { time: inTime(seconds), speed: inSize(speed) });
      if (!chosen || seconds < LONG) {
        queue(job);
        return;
      }
      const button = job.button(words.start, () => { button.remove(); job.say(words.turn); queue(job); });
    });
  };

  const add = async (box, given) => {
    const several = box.querySelector("input[type=file]").multiple;
    const chosen = several ? given : given.slice(0, 1);
    const list = box.querySelector(".upload-list");
    for (const [place, file] of (await paritranaPhotos(list, chosen, { words, fill, inSize, remembered })).entries()) {
      const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
      const { code } = box.dataset;
      const job = new Job({ file, endpoint: endpointOf(box), code, id, at: Date.now() + place });
      job.remember();
      begin(job, true);
    }
  };

  // --- the page -------------------------------------------------------------------------------------------

  const boxes = [...document.querySelectorAll("[data-uploader]")];
  for (const box of boxes) {
    const input = box.querySelector("input[type=file]");
    input.removeAttribute("name"); // its files go up by themselves
    input.addEventListener("change", () => {
      add(box, [...input.files]);
      input.value = "";
    });
    input.closest(".field, div").append(make("p", "upload-drop muted", words.drop));
    box.append(make("ul", "upload-list"));
    if (box.dataset.kept) holdBack(input.form, box);
    box.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      box.classList.add("upload-over");
    });
    box.addEventListener("dragleave", (event) => {
      if (!box.contains(event.relatedTarget)) box.classList.remove("upload-over");
    });
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      box.classList.remove("upload-over");
      add(box, [...event.dataTransfer.files]);
    });
  }

  // What an earlier page has left unfinished.
  (async () => {
    const oldest = Date.now() - Number(words.hours) * 3600_000;
    const rows = (await files("readonly", (store) => store.getAll())) ?? [];
    for (const row of rows.sort((a, b) => a.at - b.at)) {
      if (row.at < oldest) files("readwrite", (store) => store.delete(row.id));
      else if (row.person === words.person && row.endpoint.startsWith(words.prefix)) {
        const job = new Job(row);
        job.kept = true;
        begin(job, false);
      }
    }
  })();
})();
