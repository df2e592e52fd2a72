/** Where unsent events wait in the browser. Reading that fails finds nothing; writing never disturbs the exam. */

/** The events of one `gen` of a session, and the token that sends them. */
export interface Stream {
  readonly id: string;
  readonly session: string;
  readonly token: string;
  /** Milliseconds by the computer's clock: when its page last wrote here. */
  readonly touched: number;
}

/** An event as the JSON text that will be sent. */
export interface Waiting {
  readonly seq: number;
  readonly text: string;
}

export interface Shelf {
  /** Streams in the order of their last use, with their events by `seq`. */
  load(): Promise<[Stream, Waiting[]][]>;
  open(stream: Stream): void;
  put(stream: Stream, waiting: Waiting): void;
  /** Forgets the events up to and including `seq`. */
  drop(stream: Stream, seq: number): void;
  close(stream: Stream): void;
}

/** Where there is no store at all: events wait in the page alone. */
export const noShelf: Shelf = { load: async () => [], open: () => {}, put: () => {}, drop: () => {}, close: () => {} };
