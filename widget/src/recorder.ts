/** Numbers what happens, puts it into the queue, and makes the payloads that the page's listeners get. */

import type { Clock } from "./clock.ts";
import type { Outside } from "./outside.ts";
import type { StartAnswer } from "./protocol.ts";
import type { Queue } from "./queue.ts";
import type { Sender } from "./sender.ts";
import type { EyeConfig, EyeMoment, EyeSeverity, FlagData } from "./types.ts";

/** What a flag says: its payload without the moment and the ids, which are known here. */
export interface Flagged {
  readonly type: string;
  readonly severity: EyeSeverity;
  readonly description: string;
}

/** Milliseconds until an event is sent: a flag at once, but together with what belongs to it. */
export const AT_ONCE = 100;
export const SOON = 1_500;

export class Recorder {
  readonly #json: Pick<Outside, "encode">;
  readonly #clock: Clock;
  readonly #queue: Queue;
  readonly #sender: Sender;
  readonly #answer: StartAnswer;

  constructor(json: Pick<Outside, "encode">, clock: Clock, queue: Queue, sender: Sender, answer: StartAnswer) {
    this.#json = json;
    this.#clock = clock;
    this.#queue = queue;
    this.#sender = sender;
    this.#answer = answer;
  }

  /** Sent within `pace` milliseconds. */
  record(type: string, data?: object, pace = SOON): EyeMoment {
    return this.#add(type, data, pace, this.#clock.iso());
  }

  /** `mediaId` names the evidence, if there is some. */
  flag({ assessmentId: examId, candidateId }: EyeConfig, flagged: Flagged, mediaId?: string, pace = AT_ONCE): FlagData {
    const createdAt = this.#clock.iso();
    const moment = this.#add(flagged.type, undefined, pace, createdAt, mediaId);
    return { examId, candidateId, createdAt, ...flagged, ...moment };
  }

  /** Of the evidence that belongs to the next event. */
  get nextMediaId(): string {
    return `${this.#answer.gen}-${this.#queue.nextSeq}`;
  }

  /** For what is told to the page but not to the server, which knows it already. */
  moment(seq = this.#queue.nextSeq): EyeMoment {
    const { sessionId, gen } = this.#answer;
    return { sessionId, eventId: `${sessionId}.${gen}.${seq}` };
  }

  #add(type: string, data: object | undefined, pace: number, at: string, mediaId?: string): EyeMoment {
    const seq = this.#queue.nextSeq;
    this.#queue.add(this.#json.encode({ seq, type, at, data, mediaId }));
    this.#sender.wake(pace);
    return this.moment(seq);
  }
}
