/** JSON that nothing in the page can bend: Prototype.js and others give arrays a `toJSON` that makes them strings. */

export type Quote = (text: string) => string;

/** Own enumerable fields only; `undefined` fields are left out, numbers that JSON lacks become null. */
export function encode(value: unknown, quote: Quote): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "object" || value === null) return "null";
  return Array.isArray(value) ? encodeList(value, quote) : encodeFields(value, quote);
}

function encodeList(values: readonly unknown[], quote: Quote): string {
  let text = "";
  for (let i = 0; i < values.length; i++) text += (i ? "," : "") + encode(values[i], quote);
  return `[${text}]`;
}

function encodeFields(fields: object, quote: Quote): string {
  let text = "";
  for (const name of Object.keys(fields)) {
    const value = (fields as Record<string, unknown>)[name];
    if (value !== undefined) text += `${text && ","}${quote(name)}:${encode(value, quote)}`;
  }
  return `{${text}}`;
}
