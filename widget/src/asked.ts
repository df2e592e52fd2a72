/** A number of the policy, or what is usual where there is none. */

export function asked(found: unknown, usual: number): number {
  return typeof found === "number" && found >= 0 ? found : usual;
}
