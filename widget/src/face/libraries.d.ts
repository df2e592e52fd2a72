/** The little that we use of the libraries. The build gives them these names; their own typings need Node and the DOM. */

declare module "face-api" {
  interface Box {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }

  export class TinyFaceDetectorOptions {
    constructor(options: { readonly inputSize: number; readonly scoreThreshold: number });
  }

  export const env: { setEnv(environment: object): void };
  interface Net {
    loadFromUri(folder: string): Promise<void>;
  }

  interface Detection {
    readonly score: number;
    readonly box: Box;
  }

  interface Detecting extends Promise<readonly Detection[]> {
    withFaceLandmarks(): { withFaceDescriptors(): Promise<readonly { readonly descriptor: Float32Array }[]> };
  }

  export const nets: {
    readonly tinyFaceDetector: Net;
    readonly faceLandmark68Net: Net;
    readonly faceRecognitionNet: Net;
  };
  export function detectAllFaces(picture: OffscreenCanvas, options: TinyFaceDetectorOptions): Detecting;
}

declare module "tfjs-core" {
  export function setBackend(name: string): Promise<boolean>;
  export function env(): { set(flag: string, value: boolean): void };
}

declare module "tfjs-wasm" {
  export function setWasmPaths(folder: string): void;
}

declare module "tfjs-chained-ops" {}
