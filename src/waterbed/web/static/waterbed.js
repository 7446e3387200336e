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

// What could be seen of each claim is asked for beside, and of the claim in the form as it changes.
const taken = (page, id) => {
  const there = page?.getElementById(id);
  const here = document.getElementById(id);
  if (there && here) here.innerHTML = there.innerHTML;
};
// The page of an address; null where the workbench does not answer, or this page is being left.
const asked = (address, options) =>
  fetch(address, options).then(async (answer) =>
    new DOMParser().parseFromString(await answer.text(), "text/html")).catch(() => null);

const unasked = document.querySelector("[data-ahead]");
if (unasked) {
  const address = new URL(location.href);
  address.searchParams.set("ahead", "yes");
  address.hash = "";
  unasked.innerHTML = "<p role=\"status\">What could be seen is being worked out.</p>";
  const look = async () => {
    const page = await asked(address);
    if (!page || page.querySelector("[data-ahead] [role=status]")) {
      setTimeout(look, 500);
      return;
    }
    document.querySelectorAll(".claim .ahead").forEach((one) => taken(page, one.id));
    taken(page, "kept-back");
    unasked.remove();
  };
  look();
}

const live = document.querySelector("[data-live]");
if (live) {
  const form = live.closest("form");
  const latest = {};
  const typed = (name) => [...form.elements].filter((field) => field.name === name &&
    !["hidden", "radio", "checkbox", "submit"].includes(field.type))[0];
  const look = async (what, part) => {
    const number = latest[part] = (latest[part] || 0) + 1;
    const body = new URLSearchParams(new FormData(form));
    const before = new Map(body);
    body.set("do", what);
    const page = await asked(location.href, { method: "POST", body });
    if (number !== latest[part]) return;
    // What was typed while it was asked stays.
    const since = [...new FormData(form)].filter(([name, value]) => value !== before.get(name));
    const at = document.activeElement?.name;
    taken(page, part);
    for (const [name, value] of since) if (typed(name)) typed(name).value = value;
    if (at && document.activeElement === document.body) typed(at)?.focus();
  };
  form.addEventListener("change", (event) => {
    if (event.target.name === "kind") look("kind", "blanks");
    else if (!["who", "side", "source", "date"].includes(event.target.name)) {
      look("look", live.id);
    }
  });
}

// An area that is picked on the map is ticked in the list, and added to it where it is not listed.
const map = document.querySelector(".picture");
const areas = document.getElementById("place");
let marked = () => {};
if (map && areas) {
  const boxes = () => [...areas.querySelectorAll("input")];
  const mark = () => {
    const ticked = new Set(boxes().filter((one) => one.checked).map((one) => one.value));
    for (const one of map.querySelectorAll(".pick")) {
      one.classList.toggle("picked", ticked.has(one.dataset.area));
    }
  };
  const listed = (picked) => {
    const line = document.createElement("div");
    const box = document.createElement("input");
    const label = document.createElement("label");
    line.className = "choice";
    Object.assign(box, { type: "checkbox", name: "place", value: picked.dataset.area });
    box.id = label.htmlFor = `place-picked-${boxes().length}`;
    label.textContent = picked.querySelector("title").textContent;
    line.append(box, label);
    areas.append(line);
    return box;
  };
  map.addEventListener("click", (event) => {
    const picked = event.target.closest(".pick");
    if (picked) {
      const box = boxes().find((one) => one.value === picked.dataset.area) || listed(picked);
      box.checked = !box.checked;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  areas.addEventListener("change", mark);
  mark();
  marked = mark;
}

// What the rule gives round the places that are ticked, and what could be told of them, is shown as
// they and the start are chosen. A map of all areas stays as it is while areas are picked on it.
const placing = document.getElementById("form-where");
if (placing) {
  let latest = 0;
  let later = 0;
  const look = async (picked) => {
    const number = ++latest;
    const answers = new URLSearchParams(new FormData(placing));
    answers.delete("csrf");
    const page = await asked(`?${answers}`);
    if (number !== latest) return;
    taken(page, "given");
    taken(page, "ahead");
    if (!picked || document.querySelector("#picture text")) {
      taken(page, "picture");
      marked();
    }
    if (document.querySelector("[data-later]")) {
      setTimeout(() => number === latest && look(picked), 700);
    }
  };
  placing.addEventListener("change", (event) => {
    if (!/^(place|beside|apart|start|base-|post-)/.test(event.target.name)) return;
    clearTimeout(later);
    later = setTimeout(() => look(!event.isTrusted), 250);
  });
  if (document.querySelector("[data-later]")) look(false);
}

// What is worked out beside is looked for again until it is there.
const waited = async () => {
  if (!document.querySelector("[data-wait]")) return;
  const page = await asked(location.href);
  taken(page, "understood");
  taken(page, "planting");
  setTimeout(waited, 700);
};
waited();
