const ADDRESS = /^[^\s@<>(),;:"\\[\]\p{Cc}]{1,64}@[^\s@<>(),;:"\\[\]\p{Cc}]{1,253}\.[^\s@.<>(),;:"\\[\]\p{Cc}]{2,63}$/u;

/** Whether text can be mailed to: an address and nothing around it, in a domain of a top-level one. */
export const isEmailAddress = (text: string): boolean => ADDRESS.test(text);
