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
  /** The console explains what Eye sees, sends and is told; the server never hears of it. */
  debug?: boolean;
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
    /** `default` where it was not looked at, or only noted. */
    status: "success" | "failed" | "default";
    finished: boolean;
    reason?: string;
    /** Of the internet connection, thousands of bits a second. */
    downKbps?: number;
    upKbps?: number;
  }[];
}

/** The flags that the server made of events it has acknowledged. */
export interface EyeSync {
  flags: { eventId: string; flagId: string; type: string }[];
}

/** A trouble of which the exam does not end, such as a detector that does not run or a server out of reach. */
export interface EyeTrouble {
  /** Stable; the documentation lists them. */
  code: string;
  message: string;
  docsUrl: string;
}

/** How much was watched since monitoring began in this page. The server's own account also knows the silence between. */
export interface EyeCoverage {
  /** `share` from 0 to 1 of the time in which the detector was to look. */
  detectors: { detector: string; share: number }[];
}

export interface EyeEvents {
  STARTED: EyeMoment;
  END_PROCTORING: EyeMoment;
  SET_CONFIG: EyeMoment & { config: Omit<EyeConfig, "apiKey" | "candidateToken" | "debug"> };
  FULLSCREEN_CHANGE: EyeMoment & { fullscreen: boolean };
  EXIT_FULLSCREEN: FlagData;
  /**
   * `hidden`: the tab was not to be seen, else only another window had the focus; for sure once it is back, since the
   * focus may go first. `awaySeconds` once it is back.
   */
  TAB_FOCUS_CHANGE: EyeMoment & { focused: boolean; hidden?: boolean; awaySeconds?: number };
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
  /** The exam goes on without a microphone; `reason` as with the camera. */
  MICROPHONE_UNAVAILABLE: EyeMoment & { reason: string };
  MICROPHONE_LOST: EyeMoment & { reason: string };
  MICROPHONE_CHANGED: EyeMoment & { label: string };
  /** By the browser, the system or a key of the device. */
  MICROPHONE_MUTED: FlagData;
  /** For ten seconds it gave no signal at all, not even noise: technical, worth a note and never a flag. */
  MICROPHONE_SILENT: EyeMoment;
  /** The candidate's picture cannot be compared with: `none_given`, `unreachable`, `http_404`, `no_face` and so on. */
  REFERENCE_UNAVAILABLE: EyeMoment & { reason: string };
  /** With what faces are compared, where that was taken by Eye itself. */
  REFERENCE_PICTURE: FlagDataWithFile;
  /** A number for a person to look at: a match is a `distance` below `limit`. */
  IDENTITY_CHECKED: EyeMoment & {
    distance: number;
    limit: number;
    match: boolean;
    /** The platform's picture, the one of the check before the exam, or the first one of the exam. */
    reference: "image" | "check" | "snapshot";
  };
  /** Three comparisons in a row were no match: for a person to look at, never a decision. */
  FACE_MISMATCH: FlagDataWithFile;
  /** Characters; `text` only where the assessment asks for it, and at most 500 of it. */
  COPY: EyeMoment & { length: number; text?: string };
  CUT: EyeMoment & { length: number; text?: string };
  /** `long` where the assessment calls it so; `own` when it was copied or cut in this page. Long and not own is a flag. */
  PASTE: EyeMoment & { length: number; long: boolean; own: boolean; text?: string };
  CONTEXT_MENU: EyeMoment;
  PRINT_ATTEMPT: FlagData;
  /** Only where the system lets the browser see the key. */
  SCREENSHOT_KEY: FlagData;
  /** At the start and when it changes; `unknown` where the browser does not tell. */
  SCREENS: EyeMoment & { extended: "yes" | "no" | "unknown" };
  SECOND_SCREEN: FlagData;
  WINDOW_SMALL: FlagData;
  /** The same exam is open in another tab or window of this browser. */
  SEVERAL_TABS: FlagData;
  NETWORK_LOST: EyeMoment;
  /** The server is reached again. */
  NETWORK_BACK: EyeMoment & { offlineSeconds: number };
  /** No key, pointer or touch for the time that the assessment gives; `idleSeconds` once there is one. */
  IDLE: EyeMoment & { idle: boolean; idleSeconds?: number };
  /** The exam goes on without this detector; the coverage shows it. */
  DETECTOR_UNAVAILABLE: EyeMoment & { detector: string; reason: string };
  /** `shown` names what was listed; `hash` is the SHA-256 of the words, null on a page without https. */
  CONSENT_GIVEN: EyeMoment & { language: string; shown: string[]; hash: string | null };
  SYSTEM_CHECK_STARTED: EyeMoment;
  SYSTEM_CHECK_COMPLETED: SystemCheck;
  SYNC: EyeSync;
  /** With each heartbeat. */
  COVERAGE: EyeCoverage;
  ERROR: EyeTrouble;
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
