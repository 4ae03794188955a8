import { AnswerAllowance } from './answer-allowance.js';

const takenAt = (allowance: AnswerAllowance, seconds: number): number => {
  let taken = 0;
  while (allowance.take(seconds * 1_000)) taken++;
  return taken;
};

describe('the allowance of answers', () => {
  it('is eight at once, then one every 30 seconds, and eight again after a while', () => {
    const allowance = new AnswerAllowance();
    expect([0, 1, 29, 30, 59, 60, 120, 10_000].map((at) => takenAt(allowance, at))).toEqual([8, 0, 0, 1, 0, 1, 2, 8]);
  });
});
