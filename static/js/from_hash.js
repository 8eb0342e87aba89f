// A code that was scanned stands behind the hash of the address: it goes into its field and out of the address.
(() => {
  "use strict";
  const field = document.querySelector("[data-from-hash]");
  const code = decodeURIComponent(location.hash.slice(1));
  if (!field || field.value || !code || document.getElementById(code)) return;
  field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
})();
