/** What the check before the exam hands to the monitoring, so that nobody is asked twice. */

export interface Devices {
  /** Open already. Who takes it out of here owns it and stops it. */
  camera?: MediaStream;
  /** Open already, without echo cancellation, noise suppression and gain control. The same holds for it. */
  microphone?: MediaStream;
  /** The room's own level at the check, RMS from 0 to 1. */
  roomLevel?: number;
  /** The candidate at the check, a JPEG. */
  picture?: Blob;
}

/** What nobody took is off: no light stays on. */
export function giveBack(devices: Devices): void {
  for (const stream of [devices.camera, devices.microphone])
    for (const track of stream?.getTracks() ?? []) track.stop();
  delete devices.camera;
  delete devices.microphone;
}
