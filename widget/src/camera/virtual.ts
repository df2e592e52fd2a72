/** Cameras that are programs, by what they call themselves. Many have good reasons: it is noted and never held against anyone. */

const NAMES =
  /virtual|fake|dummy|loopback|\bobs\b|manycam|splitcam|snap camera|xsplit|e2esoft|webcamoid|camtwist|mmhmm|droidcam|iriun|epoccam|\bndi\b|nvidia broadcast|chromacam|avatarify|screen capture/i;

export const isVirtual = (label: string): boolean => NAMES.test(label);
