/** Which of two people stays: the one known for longer, whose name and address count first. */
export function whoStays(one: number, other: number): { into: number; from: number } {
  return { into: Math.min(one, other), from: Math.max(one, other) }
}
