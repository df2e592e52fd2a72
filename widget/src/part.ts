/** A part of the widget that is fetched later. */

/**
 * `load` imports the part, and does nothing else; `turn` counts from 0. A browser remembers that it could not fetch a
 * module, for as long as the page lives: the next try takes the same file under another address.
 */
export function fetchPart<Part>(load: () => Promise<Part>, turn: number): Promise<Part> {
  const [, path] = /\bimport\("([^"]+)"\)/.exec(String(load)) ?? [];
  return turn && path ? (import(new URL(`${path}?${turn}`, import.meta.url).href) as Promise<Part>) : load();
}
