/** What travels between the widget and the server. */

import type { EyeFeatures } from "./types.ts";

/** What the assessment asks of the browser. The server may send more than this version knows. */
export interface Policy {
  readonly requireFullscreen?: boolean;
  /** Names of signals that are not watched. */
  readonly off?: readonly string[];
  readonly [name: string]: unknown;
}

export interface StartAnswer {
  readonly sessionId: string;
  readonly gen: number;
  readonly token: string;
  readonly serverTime: string;
  readonly resumed: boolean;
  readonly examEndsAt: string | null;
  readonly features: Required<EyeFeatures>;
  readonly heartbeatSeconds: number;
  readonly policy: Policy;
  readonly mode?: string;
  /** `paused` when a proctor paused the session before this page was loaded. */
  readonly status?: string;
}

export interface Command {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface StreamAnswer {
  readonly acked: number;
  readonly serverTime: string;
  readonly examEndsAt?: string | null;
  readonly commands?: readonly Command[];
  readonly rejected?: readonly { readonly seq: number; readonly code: string }[];
  readonly flags?: readonly { readonly eventId: string; readonly flagId: string; readonly type: string }[];
  readonly ended?: boolean;
  readonly superseded?: boolean;
}

/** RFC 9457, as every error of the server; without a code it came from something in between. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly title?: string;
  readonly type?: string;
  readonly requestId?: string;
  readonly field?: string;
  /** Seconds. */
  readonly retryAfter?: number;
  /** How a session ended that is asked for. */
  readonly endReason?: string;
}
