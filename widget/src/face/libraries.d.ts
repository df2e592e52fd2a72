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
  export const nets: { readonly tinyFaceDetector: { loadFromUri(folder: string): Promise<void> } };
  export function detectAllFaces(
    picture: OffscreenCanvas,
    options: TinyFaceDetectorOptions,
  ): Promise<readonly { readonly score: number; readonly box: Box }[]>;
}

declare module "tfjs-core" {
  export function setBackend(name: string): Promise<boolean>;
  export function env(): { set(flag: string, value: boolean): void };
}

declare module "tfjs-wasm" {
  export function setWasmPaths(folder: string): void;
}

declare module "tfjs-chained-ops" {}
