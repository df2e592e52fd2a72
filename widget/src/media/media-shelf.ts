/** Where evidence waits in the browser until the server has it. */

/** A picture or sound, with everything that sending it needs: its page may be gone by then. */
export interface Evidence {
  /** Unique in its session. */
  readonly id: string;
  readonly session: string;
  /** Of the page that took it. */
  readonly token: string;
  /** Of a flag: goes before every snapshot, and is given up last. */
  readonly urgent: boolean;
  /** Milliseconds by the computer's clock. */
  readonly taken: number;
  readonly type: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly bytes: ArrayBuffer;
}

/** Reading that fails finds nothing; writing never disturbs the exam. */
export interface MediaShelf {
  load(): Promise<Evidence[]>;
  /** False when there is no room. */
  put(evidence: Evidence): Promise<boolean>;
  drop(evidence: Evidence): void;
}

/**
 * Where IndexedDB does not open, as in private windows of some browsers: the page alone keeps evidence, and a reload
 * loses what waits. Events still survive it, in `sessionStorage`: a picture is too large for that.
 */
export const noMediaShelf: MediaShelf = { load: async () => [], put: async () => true, drop: () => {} };
