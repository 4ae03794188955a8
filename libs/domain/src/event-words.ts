const WORDS: Readonly<Record<number, string>> = {
  0: 'Something moves', 1: 'Somebody is at the door', 2: 'Unlocked with a fingerprint', 3: 'Unlocked with a password', 4: 'The battery is low', 5: 'The lock reports something', 6: 'The lock reports something',
  8: 'The temperature is low', 9: 'The temperature is high', 10: 'There is a sound', 11: 'Emergency', 12: 'Somebody stays at the door', 13: 'Somebody calls from inside', 20: 'The device is offline', 21: 'The device is online',
};

/** What people read of an event of a device when its sender gives no words. */
export const wordsOf = (type: number): string => WORDS[type] ?? 'The device reports something';
