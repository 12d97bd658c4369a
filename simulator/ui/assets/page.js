// What a page of ours needs from the browser itself.

// Calendars, numbers and what screen readers hear follow the browser's language; the pages are Chinese in any browser.
for (const [name, value] of [["language", "zh-CN"], ["languages", ["zh-CN", "zh"]]]) {
  Object.defineProperty(navigator, name, { get: () => value, configurable: true });
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-hl-print]")) window.print();
});
