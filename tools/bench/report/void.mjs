/** Cores that other work on the machine may take before a figure says nothing any more. */
export const CALM = 0.2;

/** Tells that a figure says nothing, when that is so: `others` is how many cores other work took meanwhile. */
export function printVoid(what, others) {
  if (others > CALM) console.log(`\n${what} is void: other processes took ${others.toFixed(2)} cores.`);
}
