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

// A run that goes is watched; once it is whole, the page is loaded anew.
const running = document.querySelectorAll("[data-run]");
if (running.length) {
  const source = new EventSource(location.pathname + "/events");
  source.onmessage = (event) => {
    const going = JSON.parse(event.data);
    for (const section of running) {
      const run = going.find((one) => one.profile === section.dataset.run);
      if (!run) {
        source.close();
        location.reload();
        return;
      }
      section.querySelector("strong").textContent = run.told;
      const bar = section.querySelector("progress");
      if (run.of) {
        bar.max = run.of;
        bar.value = run.done;
      } else {
        bar.removeAttribute("value");
      }
    }
  };
}
