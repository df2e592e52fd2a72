/** Who is in front of the camera. Its code is fetched only by exams that ask for it. */

import type { Signal } from "./signal.ts";

/** Looks that are due each second while all is well. */
const RATE = 1;

export const camera: Signal = {
  name: "camera",
  watch(watch) {
    // An assessment has to ask for the camera: nobody's is opened only because monitoring is on.
    const { aiProctoring, facialRecognition } = watch.features;
    if (!(aiProctoring || facialRecognition) || watch.policy["camera"] !== true) return () => {};
    // Without AI monitoring the face is only compared.
    const duty = aiProctoring ? watch.duty("face", RATE) : undefined;
    let stopped = false;
    let stop = (): void => {};
    const begin = async (): Promise<void> => {
      try {
        const { Camera } = await import("../camera/camera.ts");
        if (stopped) return;
        const opened = new Camera(watch, duty);
        stop = () => opened.stop();
        await opened.open();
      } catch (cause) {
        watch.unavailable(duty ? "face" : "identity", `not_loaded: ${String(cause)}`);
      }
    };
    void begin();
    return () => {
      stopped = true;
      stop();
      duty?.end();
    };
  },
};
