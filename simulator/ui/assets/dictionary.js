// Replaces Streamlit's own English strings. What people wrote (replies, names, lines of a call) is never touched.
(() => {
  const exact = new Map();
  const patterns = [];
  for (const [text, shown, hasBlanks] of "ENTRIES") {
    if (hasBlanks) patterns.push([new RegExp(`^${text}$`), shown]);
    else exact.set(text, shown);
  }
  const ATTRIBUTES = ["placeholder", "aria-label", "title"];
  const OWN = '[data-testid="stFileUploader"]';
  const WRITTEN = '[data-testid="stHtml"], [data-testid="stMain"] [data-testid="stMarkdownContainer"] p, textarea, script, style, [translate="no"]';

  function translated(text) {
    const plain = text.trim();
    if (!plain || !/[A-Za-z]/.test(plain)) return null;
    const found = exact.get(plain);
    if (found !== undefined) return text.replace(plain, () => found);
    for (const [pattern, shown] of patterns) {
      const match = pattern.exec(plain);
      if (match) return shown.replace(/{(\w+)}/g, (_, name) => match.groups[name]);
    }
    return null;
  }

  // Buttons above a chart are called “Fullscreen: <name of the chart>”.
  function translatedHead(text) {
    const [, head, rest] = /^(.+?): (.*)$/s.exec(text) ?? [];
    const shown = head && exact.get(head);
    return shown ? `${shown}：${rest}` : null;
  }

  // The button of a file uploader looks like a paragraph of ours.
  function isWritten(element) {
    return element?.closest(WRITTEN) && !element.closest(OWN);
  }

  function textNode(node) {
    const shown = translated(node.nodeValue);
    // Writing what stands there already would call the observer for ever.
    if (shown !== null && shown !== node.nodeValue && !isWritten(node.parentElement)) node.nodeValue = shown;
  }

  function attributes(element) {
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name);
      const shown = value && (translated(value) ?? translatedHead(value));
      if (shown && shown !== value) element.setAttribute(name, shown);
    }
  }

  function tree(root) {
    if (root.nodeType === Node.TEXT_NODE) return textNode(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = root; node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) textNode(node);
      else attributes(node);
    }
  }

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(tree);
      else if (change.type === "characterData") textNode(change.target);
      else attributes(change.target);
    }
  }).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
})();
