// Returns texts whose contrast with what lies behind them is under 4.5 to 1, with the ratio.
() => {
  const light = (colour) => {
    const [r, g, b] = colour.map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const parse = (text) => { const n = text.match(/[\d.]+/g).map(Number); return n.length < 4 ? [...n.slice(0, 3), 1] : n; };
  const over = (front, back) => back.map((v, i) => v * (1 - front[3]) + front[i] * front[3]);
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((back, front) => over(front, back), [255, 255, 255]);
  };
  const opacity = (element) => {
    let seen = 1;
    for (let e = element; e; e = e.parentElement) seen *= Number(getComputedStyle(e).opacity);
    return seen;
  };
  const inkOf = (e) => {
    const style = getComputedStyle(e), [r, g, b, alpha] = parse(e instanceof SVGElement ? style.fill : style.color);
    return [r, g, b, alpha * opacity(e)];
  };
  const faint = [];
  const words = "p, span, b, dd, dt, li, h1, h2, h3, label, text, th, td, time, strong";
  for (const e of document.querySelectorAll(words.split(", ").map((name) => `main ${name}`).join())) {
    const own = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.nodeValue.trim());
    if (!own || !e.checkVisibility() || e.closest(':disabled, [data-testid*="Icon"]')) continue;
    const back = behind(e), ink = inkOf(e);
    if (ink[3] === 0) continue; // a label that a chart leaves out
    const text = light(over(ink, back)), page = light(back);
    const contrast = (Math.max(text, page) + 0.05) / (Math.min(text, page) + 0.05);
    if (contrast < 4.5) faint.push(`${e.textContent.trim().slice(0, 20)} ${contrast.toFixed(2)}`);
  }
  return faint;
}
