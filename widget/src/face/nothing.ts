/** What stands for the WebGL backend in the bundle: a worker of ours never asks for it. */

export {};
