/** Asks for the camera, and says in one word why there is none. */

/** Small and slow on purpose: more would only warm the laptop. */
const WANTED: MediaStreamConstraints = {
  video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15, max: 30 } },
};

const REASONS: Readonly<Record<string, string>> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** The stream, or why there is none: `insecure`, `denied`, `missing`, `busy`, or the browser's own name for it. */
export async function openCamera(navigator: Navigator): Promise<MediaStream | string> {
  // A page that is not served over https has no such thing.
  if (!navigator.mediaDevices?.getUserMedia) return "insecure";
  try {
    return await navigator.mediaDevices.getUserMedia(WANTED);
  } catch (cause) {
    const { name } = cause as Error;
    return REASONS[name] ?? name;
  }
}

/** Undefined where the browser does not tell. */
export async function cameraPermission(navigator: Navigator): Promise<PermissionStatus | undefined> {
  try {
    return await navigator.permissions.query({ name: "camera" as PermissionName });
  } catch {
    return undefined;
  }
}

export function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
