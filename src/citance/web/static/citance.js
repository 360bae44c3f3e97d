/* What pages do besides, where script runs: filters without a reload, and copying. Pages are whole without it. */
"use strict";
(() => {
  const results = () => document.querySelector("[data-results]");
  let asking = null;
  const here = () => location.pathname + location.search;
  let shown = here();

  const readyToCopy = (root) => {
    if (!navigator.clipboard) return;
    for (const button of root.querySelectorAll("button[data-copy]")) button.hidden = false;
  };

  // The links and buttons of a statement in a list are one stop of the Tab key; arrow keys go from one to the next.
  const keys = document.createElement("p");
  Object.assign(keys, { id: "keys", className: "keys", hidden: true, textContent: document.body.dataset.keys });
  document.body.append(keys);
  const within = (one) => [...one.querySelectorAll("a[href], summary, button")];
  const group = (root) => {
    for (const one of root.querySelectorAll(".statement")) {
      const doing = one.closest(".single") ? null : one.querySelector(".doing");
      const [first] = doing ? within(doing).filter((other) => !other.hidden) : [];
      if (!first) continue;
      one.dataset.grouped = "";
      for (const other of within(one)) other.tabIndex = other === first ? 0 : -1;
      doing.setAttribute("role", "group");
      doing.setAttribute("aria-label", one.querySelector(".verdict").textContent.replace(/\s+/g, " ").trim());
      doing.setAttribute("aria-describedby", "keys");
    }
  };
  document.addEventListener("focusin", ({ target }) => {
    const one = target.closest("[data-grouped]");
    keys.hidden = !one || !target.matches(":focus-visible");
    if (!one) return;
    for (const other of within(one)) other.tabIndex = other === target ? 0 : -1;
    if (!keys.hidden) one.querySelector(".doing").append(keys);
  });
  document.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const one = step && !event.altKey && !event.ctrlKey && !event.metaKey && event.target.closest?.("[data-grouped]");
    if (!one) return;
    const seen = within(one).filter((other) => other.checkVisibility?.() ?? !other.hidden);
    event.preventDefault();
    seen[(seen.indexOf(event.target) + step + seen.length) % seen.length]?.focus();
  });

  const show = async (address, remember) => {
    const old = results();
    if (!old) return location.assign(address);
    asking?.abort();
    asking = new AbortController();
    old.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-results]");
      if (!answer.ok || !fresh) return location.assign(address);
      const unfolded = [...old.querySelectorAll(".side details[id][open]")].map((one) => one.id);
      const filters = old.querySelector(".filters")?.open;
      const held = document.activeElement && old.contains(document.activeElement) ? document.activeElement : null;
      const again = held && { name: held.getAttribute("name"), value: held.getAttribute("value"), id: held.id };
      document.body.append(keys);
      old.replaceWith(fresh);
      document.title = page.title;
      if (remember) history.pushState(null, "", address);
      shown = here();
      for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
      if (filters) fresh.querySelector(".filters")?.setAttribute("open", "");
      readyToCopy(fresh);
      group(fresh);
      window.citance?.insertBadges();
      document.dispatchEvent(new Event("citance:shown"));
      if (again) {
        const same = again.id ? document.getElementById(again.id) : [...fresh.querySelectorAll("input, select")].find((one) =>
          one.name === again.name && one.getAttribute("value") === again.value);
        same?.focus({ preventScroll: true });
        if (same?.type === "search") same.setSelectionRange(same.value.length, same.value.length);
      }
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
  };

  const addressOf = (form) => {
    const address = new URL(form.action);
    for (const [name, value] of new FormData(form)) {
      if (value !== "" && !(name === "confidence" && value === "0")) address.searchParams.append(name, value);
    }
    return address.href;
  };

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.hasAttribute("data-live")) show(addressOf(form), true);
  });
  document.addEventListener("input", (event) => {
    if (event.target.type === "range") {
      const output = event.target.form.querySelector(`output[for="${event.target.id}"]`);
      if (output) output.textContent = output.textContent.replace(/\d+/, event.target.value);
    }
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.hasAttribute("data-live")) return;
    event.preventDefault();
    show(addressOf(event.target), true);
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (button) {
      await navigator.clipboard.writeText(button.dataset.copy);
      const words = button.textContent;
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = words; }, 1500);
      return;
    }
    const link = event.target.closest("a[data-live]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const address = new URL(link.getAttribute("href"), location.href); // links of drawings have no href as text
    await show(address.href, true);
    if (link.closest(".pager")) results()?.scrollIntoView();
    if (address.hash) document.querySelector(address.hash)?.scrollIntoView({ block: "nearest" });
  });
  // A step within the page, to a part of it, is told like one back; it needs no other results.
  addEventListener("popstate", () => { if (results() && here() !== shown) show(location.href, false); });

  // A link to a folded part unfolds it.
  const unfold = () => {
    const part = location.hash && document.getElementById(location.hash.slice(1));
    if (part?.tagName === "DETAILS") part.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();
  readyToCopy(document);
  group(document);
  document.documentElement.classList.add("live");
})();
