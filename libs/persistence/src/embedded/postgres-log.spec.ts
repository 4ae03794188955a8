import { explainFailure } from './postgres-log.js';

describe('the explanation of a failure', () => {
  it('is what PostgreSQL complained of, without times and pids', () => {
    const log = '2026-01-02 03:04:05.678 UTC [42] LOG:  starting\n2026-01-02 03:04:05.679 UTC [42] FATAL:  no\n2026-01-02 03:04:05.679 UTC [42] DETAIL:  really not\n2026-01-02 03:04:06 UTC [42] LOG:  shut down\n';
    expect(explainFailure(log)).toBe('FATAL:  no / DETAIL:  really not');
  });

  it('is the last lines when none complains, and says so when there are none', () => {
    expect(explainFailure('a\nb\n\nc\nd\ne\n')).toBe('b / c / d / e');
    expect(explainFailure('\n')).toBe('it logged nothing');
  });
});
