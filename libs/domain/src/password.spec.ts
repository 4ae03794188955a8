import { argon2Sync, randomBytes } from 'node:crypto';
import { hashPassword, isPassword } from './password.js';

/** A stored password as another program, or this one with another cost, would have written it. */
function storedAt(password: string, memory: number, passes: number, parallelism: number, tagLength = 32): string {
  const nonce = randomBytes(16);
  const bare = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${bare(nonce)}$${bare(argon2Sync('argon2id', { message: password, nonce, memory, passes, parallelism, tagLength }))}`;
}

describe('a stored password', () => {
  it('is a PHC string that says how it was made', async () => {
    expect(await hashPassword('correct horse')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  });

  it('is another one each time it is made', async () => {
    expect(await hashPassword('correct horse')).not.toBe(await hashPassword('correct horse'));
  });

  it('is known again, and no other is taken for it', async () => {
    const stored = await hashPassword('correct horse');
    expect(await isPassword('correct horse', stored)).toBe(true);
    for (const wrong of ['correct horsf', 'Correct horse', 'correct horse ', '', stored]) expect(await isPassword(wrong, stored)).toBe(false);
  });

  it.each([[64, 3, 1], [1_024, 1, 4]])('is known again when it cost %i KiB, %i passes and %i lanes', async (memory, passes, parallelism) => {
    const stored = storedAt('correct horse', memory, passes, parallelism);
    expect(await isPassword('correct horse', stored)).toBe(true);
    expect(await isPassword('wrong horse', stored)).toBe(false);
  });

  it('is known again with a hash of another length', async () => {
    expect(await isPassword('correct horse', storedAt('correct horse', 64, 1, 1, 64))).toBe(true);
  });

  it('is the same whichever way its letters were composed', async () => {
    expect(await isPassword('Jose\u0301 12345', await hashPassword('José 12345'))).toBe(true);
    expect(await isPassword('José 12345', await hashPassword('Jose\u0301 12345'))).toBe(true);
  });

  it.each(['', 'correct horse', '$2b$10$abcdefghijklmnopqrstuv', '$argon2i$v=19$m=64,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g', '$argon2id$v=16$m=64,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g'])('that is %j is refused aloud rather than never right', async (garbage) => {
    await expect(isPassword('correct horse', garbage)).rejects.toThrow('no PHC string');
  });

  it('that does not exist is never right', async () => {
    expect(await isPassword('correct horse', undefined)).toBe(false);
    expect(await isPassword('', undefined)).toBe(false);
  });
});
