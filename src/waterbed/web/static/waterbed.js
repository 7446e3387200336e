// All that the workbench does by script. Every page works without it.
"use strict";

// The summary of errors is read first.
document.querySelector(".summary")?.focus();

// Numbers stand behind the # of an address, which no server is sent and no log keeps. What stands
// there is asked for, and put back there once it is answered.
if (location.pathname === "/numbers") {
  const link = document.getElementById("link");
  const kept = location.hash.slice(1);
  if (link) {
    const numbers = "/numbers#" + new URL(link.href).search.slice(1);
    link.href = numbers;
    history.replaceState(null, "", numbers);
  } else if (kept.includes("=") && !location.search) {
    location.replace("/numbers?" + new URLSearchParams(kept));
  }
}
