/** What integrators see of Eye: the configuration, the events with their payloads, the widget, its errors. */

export interface EyeFeatures {
  /** Watch the exam: tab focus, fullscreen and, where the assessment asks for it, camera and microphone. */
  aiProctoring?: boolean;
  /** Compare the face in front of the camera with the candidate's picture. */
  facialRecognition?: boolean;
}

export interface EyeConfig {
  /** A publishable key, `eye_pk_…`. */
  apiKey: string;
  /** Your id of the assessment: 1–128 of `A-Z a-z 0-9 . _ ~ : @ -`. */
  assessmentId: string;
  /** Your id of the candidate, of the same characters. */
  candidateId: string;
  assessmentTitle?: string;
  candidateEmail?: string;
  candidateFirstName?: string;
  candidateLastName?: string;
  candidateImageUrl?: string;
  institutionName?: string;
  /** Seconds. The server's clock decides when they are over. */
  examDuration?: number;
  features?: EyeFeatures;
  /** What your server got from `POST /v1/candidate-tokens`. */
  candidateToken?: string;
}

/** What every payload carries. `eventId` names the event in the session, in the API and in webhooks. */
export interface EyeMoment {
  sessionId: string;
  eventId: string;
}

export type EyeSeverity = "low" | "medium" | "high";

export interface FlagData extends EyeMoment {
  /** The assessment id. */
  examId: string;
  candidateId: string;
  type: string;
  description: string;
  /** ISO 8601, the server's clock. */
  createdAt: string;
  severity: EyeSeverity;
}

export interface FlagDataWithFile extends FlagData {
  mediaFile: File;
}

export interface SystemCheck extends EyeMoment {
  success: boolean;
  timestamp: string;
  data: {
    name: "internetSpeed" | "webcam" | "microphone" | "browser";
    status: "success" | "failed" | "default";
    finished: boolean;
    reason?: string;
  }[];
}

/** The flags that the server made of events it has acknowledged. */
export interface EyeSync {
  flags: { eventId: string; flagId: string; type: string }[];
}

export interface EyeEvents {
  STARTED: EyeMoment;
  END_PROCTORING: EyeMoment;
  SET_CONFIG: EyeMoment & { config: Omit<EyeConfig, "apiKey" | "candidateToken"> };
  FULLSCREEN_CHANGE: EyeMoment & { fullscreen: boolean };
  EXIT_FULLSCREEN: FlagData;
  TAB_FOCUS_CHANGE: EyeMoment & { focused: boolean };
  TAB_NOT_FOCUS: FlagData;
  FACE_ABSENCE: FlagDataWithFile;
  MULTIPLE_FACE: FlagDataWithFile;
  SOUND_DETECTED: FlagDataWithFile;
  PERIODIC_SNAPSHOT: FlagDataWithFile;
  /** The camera shows nothing but darkness or one even surface. */
  CAMERA_COVERED: FlagDataWithFile;
  /** The camera shows the same picture all the time. */
  CAMERA_FROZEN: FlagDataWithFile;
  /** The exam goes on without a camera; `reason` is `denied`, `missing`, `busy` or `insecure`. */
  CAMERA_UNAVAILABLE: EyeMoment & { reason: string };
  /** During the exam; `reason` is `permission` where it was taken away, else `disconnected`. */
  CAMERA_LOST: EyeMoment & { reason: string };
  CAMERA_CHANGED: EyeMoment & { label: string };
  /** By its name it is a program and no device: worth a note, never a flag. */
  CAMERA_VIRTUAL: EyeMoment & { label: string };
  /** The exam goes on without this detector; the coverage shows it. */
  DETECTOR_UNAVAILABLE: EyeMoment & { detector: string; reason: string };
  SYSTEM_CHECK_STARTED: EyeMoment;
  SYSTEM_CHECK_COMPLETED: SystemCheck;
  SYNC: EyeSync;
}

export type EyeEventName = keyof EyeEvents;
export type EyeListener<Name extends EyeEventName> = (payload: EyeEvents[Name]) => void;

/** What `init` rejects with. */
export interface EyeError extends Error {
  /** Stable; the documentation lists them. */
  readonly code: string;
  readonly docsUrl: string;
  /** Names the refused request in the server's log; null when nothing was sent. */
  readonly requestId: string | null;
  /** The field of the configuration that is to be mended. */
  readonly field?: string;
}

export interface EyeWidget {
  readonly version: string;
  /** Resolves when monitoring is on, rejects with an `EyeError` when the start is refused. */
  init(config: EyeConfig): Promise<void>;
  /** A listener added late still gets the lifecycle events it missed. */
  on<Name extends EyeEventName>(event: Name, callback: EyeListener<Name>): void;
  once<Name extends EyeEventName>(event: Name, callback: EyeListener<Name>): void;
  off<Name extends EyeEventName>(event: Name, callback: EyeListener<Name>): void;
  /** Stops all monitoring at once and ends the session for good; calling it twice is harmless. */
  endProctoring(): Promise<void>;
  /** What `widget.js` calls with the `data-…` of its tag. */
  startFromTag(data: Readonly<Record<string, string | undefined>>): void;
}

declare global {
  interface Window {
    LoadEyeWidget(): Promise<EyeWidget>;
  }
}
