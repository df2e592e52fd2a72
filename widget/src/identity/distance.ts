/** How far two descriptions of faces are apart: of the same face about 0.3, of two people 0.5 and more. Pure. */

export function distance(one: readonly number[], other: readonly number[]): number {
  const squares = one.map((value, i) => (value - (other[i] ?? 0)) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
}
