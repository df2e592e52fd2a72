/** Asks for a camera or a microphone, and says in one word why there is none. */

const REASONS: Readonly<Record<string, string>> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** The stream, or why there is none: `insecure`, `denied`, `missing`, `busy`, or the browser's own name for it. */
export async function openDevice(navigator: Navigator, wanted: MediaStreamConstraints): Promise<MediaStream | string> {
  // A page that is not served over https has no such thing.
  if (!navigator.mediaDevices?.getUserMedia) return "insecure";
  try {
    return await navigator.mediaDevices.getUserMedia(wanted);
  } catch (cause) {
    const { name } = cause as Error;
    return REASONS[name] ?? name;
  }
}

/** Undefined where the browser does not tell. */
export async function permissionFor(
  navigator: Navigator,
  name: "camera" | "microphone",
): Promise<PermissionStatus | undefined> {
  try {
    return await navigator.permissions.query({ name: name as PermissionName });
  } catch {
    return undefined;
  }
}

export function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
