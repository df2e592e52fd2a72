/** What stands for `@tensorflow/tfjs` in the bundle: its core with the operations that face-api chains, and no more. */

export * from "tfjs-core";
import "tfjs-chained-ops";
