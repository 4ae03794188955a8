// No quoted local parts: what is quoted may hold anything, also the end of a header, and providers of e-mail refuse the whole mail for one.
const LOCAL = /^(?!\.)(?!.*(?:\.\.|\.$))[^\s@<>(),;:"\\[\]\p{C}\p{Z}]{1,64}$/u;
const DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+\p{L}(?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])$/u;
const LONGEST_LOCAL_BYTES = 64, LONGEST_DOMAIN = 253;

/** Whether text can be mailed to: an address and nothing around it, in a domain of a top-level one. */
export function isEmailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || at > LONGEST_LOCAL_BYTES || text.length - at - 1 > LONGEST_DOMAIN) return false;
  const local = text.slice(0, at);
  return LOCAL.test(local) && Buffer.byteLength(local) <= LONGEST_LOCAL_BYTES && DOMAIN.test(text.slice(at + 1));
}
