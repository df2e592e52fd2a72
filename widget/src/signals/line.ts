/** A line between the tabs of one browser that show pages of the same origin; no other page can hear it. */

export interface Said {
  /** The page that says it. */
  readonly from: string;
  readonly says: "who" | "here" | "gone";
}

export interface Line {
  say(said: Said): void;
  close(): void;
}

type Realm = Window & typeof globalThis;

/** Undefined where the page may not talk to others, as in a sandboxed frame. */
export function openLine(window: Realm, name: string, hear: (said: Said) => void): Line | undefined {
  try {
    return window.BroadcastChannel ? openChannel(window, name, hear) : openStorage(window, name, hear);
  } catch {
    return undefined;
  }
}

function openChannel(window: Realm, name: string, hear: (said: Said) => void): Line {
  const channel = new window.BroadcastChannel(name);
  channel.onmessage = ({ data }: MessageEvent<Said>) => hear(data);
  return { say: (said) => channel.postMessage(said), close: () => channel.close() };
}

/** For browsers without channels: what one tab writes, the others are told. Nothing stays written. */
function openStorage(window: Realm, name: string, hear: (said: Said) => void): Line {
  const { localStorage } = window;
  const told = ({ key, newValue }: StorageEvent): void => {
    if (key === name && newValue) hear(JSON.parse(newValue) as Said);
  };
  window.addEventListener("storage", told);
  return {
    say(said) {
      localStorage.setItem(name, JSON.stringify(said));
      localStorage.removeItem(name);
    },
    close: () => window.removeEventListener("storage", told),
  };
}
