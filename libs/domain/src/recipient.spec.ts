import { Recipient, type Claims } from './recipient.js';
import { TestClock } from './testing/index.js';

const clock = new TestClock(new Date('2026-03-01T12:00:00Z'));
const stranger = (): Recipient => new Recipient('tnt_1', 'usr_1', clock.now());
const ANNA: Claims = { name: 'Anna', email: 'anna@example.com', phone: '+4917012345678', locale: 'de-DE', emailVerified: true, phoneVerified: true };

describe('what an identity token teaches', () => {
  it('fills what is unset, verified where the token vouches for it', () => {
    const anna = stranger();
    expect(anna.learn(ANNA, clock.now())).toBe(true);
    expect(anna).toMatchObject({ name: 'Anna', email: 'anna@example.com', emailVerified: true, phone: '+4917012345678', phoneVerified: true, locale: 'de-DE', learnedAt: clock.now() });
  });

  it('is not verified where the token does not vouch', () => {
    const anna = stranger();
    anna.learn({ email: 'anna@example.com', phone: '+4917012345678', emailVerified: false }, clock.now());
    expect(anna).toMatchObject({ emailVerified: false, phoneVerified: false });
  });

  it('never overwrites what is there', () => {
    const anna = stranger();
    anna.change({ name: 'Anna K.', email: 'a.k@example.com', phone: '+4930111111', locale: 'en' }, false, clock.now());
    expect(anna.learn(ANNA, clock.now())).toBe(false);
    expect(anna).toMatchObject({ name: 'Anna K.', email: 'a.k@example.com', emailVerified: false, phone: '+4930111111', phoneVerified: false, locale: 'en' });
  });

  it('verifies the address that the user had set', () => {
    const anna = stranger();
    anna.change({ email: 'anna@example.com' }, false, clock.now());
    expect(anna.learn({ email: 'anna@example.com', emailVerified: true }, clock.now())).toBe(true);
    expect(anna.emailVerified).toBe(true);
  });

  it('does not take a verification back', () => {
    const anna = stranger();
    anna.learn(ANNA, clock.now());
    anna.learn({ email: 'anna@example.com', phone: '+4917012345678' }, new TestClock(clock.now()).advance(2, 'hours').now());
    expect(anna).toMatchObject({ emailVerified: true, phoneVerified: true });
  });

  it('is taken at most once an hour', () => {
    const later = new TestClock(clock.now());
    const anna = stranger();
    anna.learn({ name: 'Anna' }, later.now());
    expect(anna.learn(ANNA, later.advance(59, 'minutes').now())).toBe(false);
    expect(anna.email).toBeNull();
    expect(anna.learn(ANNA, later.advance(1, 'minutes').now())).toBe(true);
  });

  it('is not worth storing when it says nothing new', () => {
    const anna = stranger();
    expect(anna.learn({ name: '', email: '' }, clock.now())).toBe(false);
    expect(anna.learnedAt).toBeNull();
  });
});

describe('a change of a recipient', () => {
  it('leaves what is not named as it is', () => {
    const anna = stranger();
    anna.learn(ANNA, clock.now());
    anna.change({ name: 'Anna K.' }, false, clock.now());
    expect(anna).toMatchObject({ name: 'Anna K.', email: 'anna@example.com', emailVerified: true });
  });

  it.each([null, ''])('clears a member that is set to %j', (nothing) => {
    const anna = stranger();
    anna.learn(ANNA, clock.now());
    anna.change({ name: nothing, email: nothing, phone: nothing, locale: nothing, timeZone: nothing }, true, clock.now());
    expect(anna).toMatchObject({ name: null, email: null, emailVerified: false, phone: null, phoneVerified: false, locale: null, timeZone: null });
  });

  it('loses the verification when the user changes the address itself', () => {
    const anna = stranger();
    anna.learn(ANNA, clock.now());
    anna.change({ email: 'new@example.com', phone: '+4930111111' }, false, clock.now());
    expect(anna).toMatchObject({ emailVerified: false, phoneVerified: false });
  });

  it('keeps the verification when the user repeats the same address', () => {
    const anna = stranger();
    anna.learn(ANNA, clock.now());
    anna.change({ email: 'anna@example.com', phone: '+4917012345678' }, false, clock.now());
    expect(anna).toMatchObject({ emailVerified: true, phoneVerified: true });
  });

  it('counts as verified when an administrator or sender makes it', () => {
    const anna = stranger();
    anna.change({ email: 'anna@example.com', phone: '+4930111111' }, true, clock.now());
    expect(anna).toMatchObject({ emailVerified: true, phoneVerified: true });
  });

  it('is dated', () => {
    const anna = stranger();
    const later = new TestClock(clock.now()).advance(1, 'days').now();
    anna.change({ timeZone: 'Europe/Berlin' }, false, later);
    expect(anna).toMatchObject({ timeZone: 'Europe/Berlin', updatedAt: later });
  });
});
