// The telephone: bell, timers, actions, keys. It shows time; the server judges it.
// Every count comes from timestamps, never from counting ticks: a background tab ticks once a second or less.
const SOUND_MS = 1000;
const TONE_HZ = 450;
const VOLUME = 0.12;
const TICK_MS = 100;
const DIAL = 94.25;
const RINGS_SCHEDULED = 40;
const LATE_MS = 80; // the page ends a pause this much late, so that the server never sees it short
const REPLY_BOX = '[data-testid="stChatInputTextArea"]';

const phones = new WeakMap();

function clock(seconds) {
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  return `${two(seconds / 60)}:${two(seconds % 60)}`;
}

class Bell {
  constructor() {
    this.context = null;
  }

  get isMute() {
    return this.context !== null && this.context.state !== "running";
  }

  start(elapsedMs, ringMs) {
    if (this.context || !window.AudioContext) return;
    this.context = new AudioContext();
    const gain = this.context.createGain();
    const tone = this.context.createOscillator();
    tone.frequency.value = TONE_HZ;
    tone.connect(gain).connect(this.context.destination);
    gain.gain.value = 0;
    const zero = this.context.currentTime - elapsedMs / 1000;
    for (let ring = 0; ring < RINGS_SCHEDULED; ring += 1) {
      const from = zero + (ring * ringMs) / 1000;
      if (from + SOUND_MS / 1000 < this.context.currentTime) continue;
      gain.gain.setValueAtTime(VOLUME, Math.max(from, this.context.currentTime));
      gain.gain.setValueAtTime(0, from + SOUND_MS / 1000);
    }
    tone.start();
  }

  async unmute(elapsedMs, ringMs) {
    if (!this.isMute) return;
    await this.stop();
    this.start(elapsedMs, ringMs);
    await this.context?.resume();
  }

  async stop() {
    const context = this.context;
    this.context = null;
    await context?.close();
  }
}

class Phone {
  constructor(root) {
    this.root = root;
    this.bell = new Bell();
    this.sent = new Set();
    this.onKey = (event) => this.key(event);
    this.onGesture = () => this.bell.unmute(this.since(), this.data?.ring_ms);
    document.addEventListener("keydown", this.onKey, true);
    document.addEventListener("pointerdown", this.onGesture, true);
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.find(".answer").onclick = () => this.answer();
    this.find(".sound").onclick = () => this.onGesture();
    this.find(".go-on").onclick = () => this.send("go_on");
    for (const button of root.querySelectorAll("[data-do]")) button.onclick = () => this.press(button.dataset.do);
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  update(data, trigger) {
    const isNew = this.data?.event !== data.event;
    this.trigger = trigger;
    this.data = data;
    // Within one event the clock that was started first goes on: another run of the script must not make it jump.
    if (isNew) this.zero = performance.now() - data.elapsed_ms;
    if (data.limit_ms !== null) this.limitAt = performance.now() + data.limit_ms;
    // The clock of a call is set once: later views may be seconds old, when a language model took its time.
    if (this.callId !== data.call || !this.answered) this.callZero = performance.now() - (data.call_ms ?? 0);
    this.callId = data.call;
    this.answered = data.call_ms !== null;
    this.find(".ringing").hidden = data.phase !== "ringing";
    this.find(".panel").hidden = data.phase === "ringing";
    this.label();
    this.enable();
    if (data.phase === "ringing") this.bell.start(this.since(), data.ring_ms);
    else this.bell.stop();
    this.tick();
    if (isNew) this.wantsFocus = true;
  }

  label() {
    const { labels, data } = { labels: this.data.labels, data: this.data };
    this.find(".who").textContent = labels.who;
    this.find(".hint").textContent = labels.hint;
    this.find(".sound").textContent = labels.sound;
    this.find(".go-on").textContent = labels.go_on;
    this.find(".word").textContent = data.phase === "over" ? labels.ended : labels.call;
    this.find(".rings").textContent = labels.rings;
    this.find(".pad").setAttribute("aria-label", labels.pad);
    this.button(".answer", labels.answer, "F2");
    this.button('[data-do="wait"]', data.phase === "waiting" ? labels.end_wait : labels.wait, "F4");
    this.button('[data-do="hang_up"]', labels.hang_up, "F8");
    for (const name of ["raise_voice", "transfer", "escalate", "ticket"]) this.button(`[data-do="${name}"]`, labels[name]);
  }

  button(selector, text, key) {
    const button = this.find(selector);
    button.querySelector(".label").textContent = text;
    const hint = button.querySelector("kbd");
    if (hint) hint.textContent = key;
    button.setAttribute("aria-keyshortcuts", key ?? "");
  }

  enable() {
    const { phase, done } = this.data;
    const talking = phase === "trainee" || phase === "waiting";
    for (const button of this.root.querySelectorAll("[data-do]")) {
      button.disabled = !talking;
      button.classList.toggle("done", done.includes(button.dataset.do));
    }
    this.find(".panel").classList.toggle("waiting", phase === "waiting");
  }

  since() {
    return performance.now() - this.zero;
  }

  ring() {
    return Math.floor(Math.max(0, this.since()) / this.data.ring_ms) + 1;
  }

  tick() {
    if (!this.data) return;
    const { phase } = this.data;
    if (phase === "ringing") this.tickRinging();
    else this.tickCall(phase);
    if (this.wantsFocus) this.focus();
  }

  tickRinging() {
    const text = this.data.labels.count.replace("{n}", this.ring());
    const count = this.find(".count");
    if (count.textContent !== text) count.textContent = text; // once a ring, so that a screen reader says it once
    this.find(".phone").classList.toggle("sounding", this.since() % this.data.ring_ms < SOUND_MS);
    this.find(".sound").hidden = !this.bell.isMute;
    if (this.ring() > this.data.rings_at_most) this.send("rang_out");
  }

  tickCall(phase) {
    const seconds = this.data.call_ms === null ? 0 : Math.floor(this.spoken(phase) / 1000);
    this.find("time").textContent = clock(seconds);
    const waited = phase === "waiting" ? this.since() : 0;
    const share = Math.min(1, waited / this.data.wait_ms);
    this.find(".dial .fill").style.strokeDashoffset = String(DIAL * (1 - share));
    if (phase === "waiting" && waited >= this.data.wait_ms + LATE_MS) this.send("end_wait");
    this.tickQuiet(phase);
    this.tickLimit();
  }

  tickLimit() {
    const limited = this.data.limit_ms !== null;
    this.find(".limit").hidden = !limited;
    if (!limited) return;
    const rest = Math.max(0, this.limitAt - performance.now());
    this.find(".limit").textContent = this.data.labels.limit.replace("{n}", clock(rest / 1000));
    if (rest === 0) this.send("time_up");
  }

  spoken(phase) {
    return phase === "over" ? this.data.call_ms : performance.now() - this.callZero;
  }

  tickQuiet(phase) {
    const { quiet_ms: whole, quiet_left_ms: left } = this.data;
    const isQuiet = phase === "trainee" && left !== null;
    this.find(".quiet").hidden = !isQuiet;
    if (!isQuiet) return;
    const rest = Math.max(0, left - this.since());
    this.find(".quiet i").style.width = `${(100 * rest) / whole}%`;
    const text = this.data.labels.quiet.replace("{n}", Math.ceil(rest / 1000));
    const line = this.find(".quiet p");
    if (line.textContent !== text) line.textContent = text;
    // Whoever is typing on is not interrupted.
    if (rest === 0 && !document.querySelector(REPLY_BOX)?.value) this.send("go_on");
  }

  // The reply box may be drawn after the telephone; whoever is elsewhere on the page stays there.
  focus() {
    const target = this.data.phase === "ringing" ? this.find(".answer") : document.querySelector(REPLY_BOX);
    if (!target || target.disabled) return;
    this.wantsFocus = false;
    const active = document.activeElement;
    const idle = !active || active === document.body || active.shadowRoot === this.root.getRootNode();
    if (idle) target.focus({ preventScroll: true });
  }

  key(event) {
    if (!this.data || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.querySelector('[role="dialog"]')) return;
    const does = { F2: () => this.answer(), F4: () => this.press("wait"), F8: () => this.press("hang_up") }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  }

  answer() {
    if (this.data.phase !== "ringing") return;
    const rings = this.ring();
    this.bell.stop();
    this.send("answer", { rings });
  }

  press(name) {
    const { phase } = this.data;
    if (phase !== "trainee" && phase !== "waiting") return;
    if (name === "wait" && phase === "waiting") this.send("end_wait");
    else this.send(name);
  }

  // One event, one message of a kind: a second click of a double click says nothing new.
  send(name, more = {}) {
    const id = `${this.data.event} ${name}`;
    if (this.sent.has(id)) return;
    this.sent.add(id);
    this.trigger("act", { do: name, turn: this.data.turn, client_ms: Math.round(this.since()), ...more });
  }

  close() {
    clearInterval(this.timer);
    document.removeEventListener("keydown", this.onKey, true);
    document.removeEventListener("pointerdown", this.onGesture, true);
    this.bell.stop();
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  let phone = phones.get(parentElement);
  if (!phone) {
    phone = new Phone(parentElement);
    phones.set(parentElement, phone);
  }
  phone.update(data, setTriggerValue);
  return () => {
    phone.close();
    phones.delete(parentElement);
  };
}
