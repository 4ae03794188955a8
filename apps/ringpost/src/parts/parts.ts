/** The parts that can run on their own. */
export const PARTS = ['api', 'legacy', 'worker'] as const;
export type Part = (typeof PARTS)[number];
