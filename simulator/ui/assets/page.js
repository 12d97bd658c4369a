// What a page of ours needs from the browser itself.
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-hl-print]")) window.print();
});
