/** The recogniser: face-api's landmarks and its 128 numbers of a face. Its large model is fetched when this is opened. */

import { detectAllFaces, nets } from "face-api";

import type { Described } from "../camera/viewer.ts";
import { OPTIONS } from "./face-api-detector.ts";
import type { Recogniser } from "./recogniser.ts";

/** `folder` holds the models and ends in a slash; the detector is open already. Rejects where they do not load. */
export async function openRecogniser(folder: string): Promise<Recogniser> {
  const { faceLandmark68Net, faceRecognitionNet } = nets;
  await Promise.all([faceLandmark68Net, faceRecognitionNet].map((net) => net.loadFromUri(folder.slice(0, -1))));
  return { describe };
}

async function describe(picture: OffscreenCanvas): Promise<Described> {
  const found = await detectAllFaces(picture, OPTIONS).withFaceLandmarks().withFaceDescriptors();
  const [only] = found;
  if (!only || found.length > 1) return { faces: found.length };
  return { faces: 1, description: [...only.descriptor] };
}
