import { refusalOf, replyIn, worstOf, type Refusal } from './smtp-reply.js';

const meaning = (text: string, about?: 'account'): string => {
  const refusal = refusalOf({ ...replyIn(text), ...(about && { about }) });
  return refusal.kind === 'misconfigured' ? refusal.scope : refusal.kind;
};

describe('a reply about a mail or an address', () => {
  it.each([
    ['550 5.1.1 <a@b.c>: Recipient address rejected: User unknown in virtual mailbox table', 'dead'],
    ['550-5.1.1 The email account that you tried to reach does not exist.\n550 5.1.1 Please check it - gsmtp', 'dead'],
    ['550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup', 'dead'],
    ['556 5.1.10 Domain does not accept mail', 'dead'],
    ['553 sorry, no mailbox here by that name. (#5.1.1)', 'dead'],
    ['550 No such user here', 'dead'],
    ['550 a@b.c: User unknown', 'dead'],
    ['550 5.0.0 unknown user', 'dead'],
    ['550 Sender verify failed: no such user', 'payload'],
    ['550 Requested action not taken: mailbox unavailable', 'payload'],
    ['550 5.1.2 Bad destination system: no such domain', 'payload'],
    ['553 5.1.3 Bad address syntax', 'payload'],
    ['550 5.1.6 The mailbox has moved', 'payload'],
    ['550 5.2.1 The account is disabled', 'payload'],
    ['552 5.2.2 Mailbox full', 'payload'],
    ['552 5.3.4 Message size exceeds fixed limit', 'payload'],
    ['550 5.7.1 Message rejected by policy', 'payload'],
    ['554 5.7.1 <a@b.c>: Relay access denied', 'account'],
    ['550 relaying denied', 'account'],
    ['550-5.7.26 Unauthenticated email from b.c is not accepted due to its DMARC policy', 'account'],
    ['530 5.7.0 Authentication required', 'account'],
    ['530 Must issue a STARTTLS command first', 'account'],
    ['550 5.1.8 Sender domain not found', 'account'],
    ['554 Transaction failed', 'payload'],
    ['450 4.7.1 Greylisted', 'deferred'],
    ['450 5.1.1 unknown', 'deferred'],
    ['452 4.2.2 Mailbox full', 'deferred'],
    ['421 4.3.2 Service shutting down', 'deferred'],
    ['503 5.5.1 Bad sequence of commands', 'deferred'],
    ['hello', 'deferred'],
    ['55', 'deferred'],
    ['5555 5.1.1 unknown', 'deferred'],
  ])('%j: %s', (text, expected) => {
    expect(meaning(text)).toBe(expected);
  });

  it('names the enhanced status, or the code where there is none, and no version that looks like one', () => {
    const reason = (text: string): string => refusalOf(replyIn(text)).reason;
    expect([reason('550 5.1.1 gone'), reason('554 no'), reason('554 mx.example ESMTP Exim 4.94.2'), reason('554 you are 5.1.1.7')]).toEqual(['5.1.1', '554', '554', '554']);
  });

  it('says of a limit that it is one', () => {
    expect(refusalOf(replyIn('451 4.7.28 Sending rate exceeded'))).toMatchObject({ kind: 'deferred', throttled: true });
    expect(refusalOf(replyIn('454 Throttling failure: maximum exceeded'))).toMatchObject({ kind: 'deferred', throttled: true });
    expect(refusalOf(replyIn('452 4.2.2 Mailbox full'))).not.toHaveProperty('throttled');
  });

  it('is quoted on one line, without addresses, and not at length', () => {
    const { response } = refusalOf(replyIn(`550-5.1.1 <anna@example.com>\r\n550 5.1.1 ${'x'.repeat(10_000)}`));
    expect(response).toMatch(/^550-5\.1\.1 <a\*\*\*@example\.com> 550 5\.1\.1 x+…$/);
    expect(response).toHaveLength(500);
  });
});

describe('a reply before any address was named', () => {
  it.each([
    ['554 5.7.1 Service unavailable; client host blocked', 'account'],
    ['502 5.5.1 STARTTLS is not known here', 'account'],
    ['550 5.7.1 Sender address not owned by user', 'account'],
    ['550 no such user', 'account'],
    ['552 5.3.4 Message size exceeds fixed limit', 'payload'],
    ['552 too big', 'payload'],
    ['550 5.6.7 Non-ASCII addresses are not permitted', 'payload'],
    ['454 4.7.0 TLS not available', 'deferred'],
  ])('%j is about the %s', (text, expected) => {
    expect(meaning(text, 'account')).toBe(expected);
  });
});

describe('several refusals', () => {
  const refusal = (text: string): Refusal => refusalOf(replyIn(text));
  const [dead, later, account, payload] = [refusal('550 5.1.1 gone'), refusal('452 4.2.2 full'), refusal('530 5.7.0 login'), refusal('550 5.7.1 policy')];

  it('are what may pass yet, then what is to be mended, and a dead address only where all are', () => {
    expect(worstOf([dead!, payload!, later!, account!])).toBe(later);
    expect(worstOf([dead!, payload!, account!])).toBe(account);
    expect(worstOf([dead!, payload!])).toBe(payload);
    expect(worstOf([dead!, dead!])).toBe(dead);
    expect(worstOf([])).toBeUndefined();
  });
});
