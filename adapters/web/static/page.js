// What a script adds to the page: answers in place, with the back button as history, and
// buttons that copy. Everything else works without it.
"use strict";

(() => {
  const parts = ["head", "followup", "answer", "start"]; // of the page with the form, which change with the answer
  const form = document.querySelector("form.ask:not(.small)");
  let asking; // the request in flight

  // load shows the page at an address in place of this one.
  async function load(address, remember) {
    asking?.abort();
    const mine = (asking = new AbortController());
    const answer = document.getElementById("answer");
    answer.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(address, { signal: mine.signal });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!page.getElementById("answer")) throw new Error(response.statusText);
      for (const id of parts) {
        document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
      }
      document.title = page.title;
      document.getElementById("q").placeholder = page.getElementById("q").placeholder;
      if (remember) history.pushState({}, "", address);
      enliven(answer);
      answer.removeAttribute("aria-busy");
    } catch {
      if (!mine.signal.aborted) location.assign(address); // let the browser show what is wrong
    }
  }

  if (form) {
    const box = form.querySelector("input[type=search]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const address = new URL(form.action);
      address.search = new URLSearchParams(new FormData(form));
      load(address, true).then(() => { box.value = ""; });
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest(".suggestions a, .more a");
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      load(link.href, true).then(() => { box.focus({ preventScroll: true }); scrollTo(0, 0); });
    });
    addEventListener("popstate", () => load(location.href, false));
  }

  // enliven shows the buttons that copy what stands before them, or the address of this place.
  function enliven(part) {
    if (!navigator.clipboard) return; // only pages under https have it, and those of this machine
    for (const button of part.querySelectorAll("button.copy")) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        const text = button.dataset.copy ? new URL(button.dataset.copy, rootOf()).href : button.previousElementSibling.textContent;
        const label = button.textContent;
        try {
          await navigator.clipboard.writeText(text);
          button.textContent = "Copied";
        } catch {
          button.textContent = "Not allowed";
        }
        setTimeout(() => { button.textContent = label; }, 2000);
      });
    }
  }

  // rootOf returns the address of the start page.
  function rootOf() {
    return document.querySelector(".brand").href;
  }

  enliven(document);
})();
