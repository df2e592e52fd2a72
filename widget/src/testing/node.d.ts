/** The little of Node that the tests use; its whole typings would put Node's globals beside the browser's. */

declare module "node:test" {
  export function test(name: string, body: () => void | Promise<void>): void;
}

declare module "node:assert/strict" {
  const assert: {
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    ok(value: unknown, message?: string): asserts value;
    match(text: string, pattern: RegExp): void;
    throws(body: () => unknown, expected: object): void;
    rejects(body: Promise<unknown>, expected: object): Promise<void>;
  };
  export default assert;
}
