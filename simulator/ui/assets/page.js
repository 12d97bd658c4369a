// What a page of ours needs from the browser itself.

// Calendars, numbers and what screen readers hear follow the browser's language; the pages are Chinese in any browser.
for (const [name, value] of [["language", "zh-CN"], ["languages", ["zh-CN", "zh"]]]) {
  Object.defineProperty(navigator, name, { get: () => value, configurable: true });
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-hl-print]")) window.print();
});

// Files: fetched here, so that the button can say that one is being made, and a refusal is read where it was asked for.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.(".hl-file a");
  if (!button || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (button.getAttribute("aria-busy") === "true") return;
  const words = button.querySelector("span"), said = button.parentElement.querySelector("[role=status]");
  const label = words.textContent, { hlContent, hlBusy, hlEnded, hlFailed } = button.dataset;
  button.setAttribute("aria-busy", "true");
  [words.textContent, said.textContent] = [hlBusy, ""];
  try {
    const answer = await fetch(hlContent ? `data:text/csv;base64,${hlContent}` : button.href, { headers: { Accept: "*/*" } });
    if (answer.ok) save(await answer.blob(), button.download);
    else if (answer.status === 401) said.textContent = hlEnded;
    else said.textContent = answer.headers.get("Content-Type")?.startsWith("text/plain") ? await answer.text() : hlFailed;
  } catch {
    said.textContent = hlFailed;
  }
  words.textContent = label;
  button.removeAttribute("aria-busy");
});

document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches?.(".hl-file a")) { event.preventDefault(); event.target.click(); }
});

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
