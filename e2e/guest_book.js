// Runs in a host page before everything else, and writes down what the page itself would never notice of a guest.
(() => {
  const book = { listeners: new Map(), timers: new Map(), workers: new Set(), tracks: [], open: new Set() };
  window.guestBook = {
    longTasks: [],
    shifts: [],
    /** What is still there, each as a word. */
    left: () => [
      ...[...book.listeners.values()].filter(({ target }) => isThere(target)).map(({ name }) => `listener ${name}`),
      ...[...book.timers.values()].map((name) => `timer ${name}`),
      ...[...book.workers].map(() => "worker"),
      ...book.tracks.filter(({ readyState }) => readyState === "live").map(({ kind }) => `${kind} track`),
      ...[...book.open].map((name) => name()).filter(Boolean),
      ...[...document.querySelectorAll("*")].filter(({ localName }) => localName.startsWith("eye-")).map((one) => one.localName),
    ],
    tracks: book.tracks,
  };

  const observe = (type, call) => new PerformanceObserver((list) => list.getEntries().forEach(call)).observe({ type, buffered: true });
  observe("longtask", ({ startTime, duration }) => guestBook.longTasks.push({ startTime, duration }));
  observe("layout-shift", ({ startTime, sources }) =>
    guestBook.shifts.push([startTime, ...sources.map(({ node }) => node?.nodeName ?? "nothing of the page")]),
  );

  // What hangs on a node outside the page, a worker or a device that was given back goes with it.
  const isThere = (target) =>
    target === window || target instanceof Document || target instanceof MediaDevices || target instanceof MediaQueryList ||
    target instanceof PermissionStatus || target instanceof Screen || (target instanceof Node && target.isConnected);

  const numbers = new WeakMap();
  let next = 0;
  const number = (thing) => {
    if (!numbers.has(thing)) numbers.set(thing, ++next);
    return numbers.get(thing);
  };
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const id = (target, type, callback, options) => {
    const capture = typeof options === "object" ? Boolean(options?.capture) : Boolean(options);
    return [number(target), type, number(callback), capture].join();
  };
  EventTarget.prototype.addEventListener = function (type, callback, options) {
    const target = this ?? window;
    if (callback && !options?.signal?.aborted) {
      const key = id(target, type, callback, options);
      book.listeners.set(key, { target, name: `${target.constructor.name} ${type}` });
      if (options?.signal) addEventListener.call(options.signal, "abort", () => book.listeners.delete(key));
      if (options?.once) addEventListener.call(target, type, () => book.listeners.delete(key), { once: true });
    }
    return addEventListener.call(target, type, callback, options);
  };
  EventTarget.prototype.removeEventListener = function (type, callback, options) {
    const target = this ?? window;
    if (callback) book.listeners.delete(id(target, type, callback, options));
    return removeEventListener.call(target, type, callback, options);
  };

  for (const [set, clear, repeats] of [["setTimeout", "clearTimeout", false], ["setInterval", "clearInterval", true]]) {
    const [begin, stop] = [window[set], window[clear]];
    window[set] = (call, ms, ...more) => {
      const timer = begin((...given) => {
        if (!repeats) book.timers.delete(timer);
        call(...given);
      }, ms, ...more);
      book.timers.set(timer, `${set} ${ms}`);
      return timer;
    };
    window[clear] = (timer) => {
      book.timers.delete(timer);
      stop(timer);
    };
  }

  window.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      book.workers.add(this);
    }
    terminate() {
      book.workers.delete(this);
      super.terminate();
    }
  };
  window.AudioContext = class extends AudioContext {
    constructor(...given) {
      super(...given);
      book.open.add(() => this.state !== "closed" && "audio context");
    }
  };
  window.BroadcastChannel = class extends BroadcastChannel {
    #closed = false;
    constructor(...given) {
      super(...given);
      book.open.add(() => !this.#closed && "broadcast channel");
    }
    close() {
      this.#closed = true;
      super.close();
    }
  };
  for (const name of ["MutationObserver", "ResizeObserver", "IntersectionObserver"])
    window[name] = class extends window[name] {
      #watches = false;
      constructor(...given) {
        super(...given);
        book.open.add(() => this.#watches && name);
      }
      observe(...given) {
        this.#watches = true;
        super.observe(...given);
      }
      disconnect() {
        this.#watches = false;
        super.disconnect();
      }
    };
  const { mediaDevices } = navigator;
  const open = mediaDevices?.getUserMedia.bind(mediaDevices);
  if (open)
    mediaDevices.getUserMedia = async (wanted) => {
      const stream = await open(wanted);
      book.tracks.push(...stream.getTracks());
      return stream;
    };
})();
