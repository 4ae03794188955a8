import type { RecipientDetails } from '@ringpost/domain';

/** The app that they all use. */
export const DEMO_APP = 'com.example.doorbell';

/** A phone of the demonstration. `gone`: it was given away, and its provider says so. */
export interface DemoPhone {
  readonly deviceId: string;
  /** As people call it. */
  readonly name: string;
  readonly platform: 'ios' | 'android';
  readonly language: string;
  readonly gone?: true;
}

/** Somebody in the demonstration, and the phones they carry. */
export interface DemoPerson extends RecipientDetails {
  readonly userId: string;
  readonly phones: readonly DemoPhone[];
}

/** A doorbell or camera of the demonstration, and who besides its owner belongs to it. */
export interface DemoDevice {
  readonly udid: string;
  readonly name: string;
  readonly owner: string;
  readonly shared: readonly { readonly userId: string; readonly permission: number }[];
  /** To whom it was offered who has not answered yet. */
  readonly offered: readonly { readonly userId: string; readonly permission: number }[];
}

export const DEMO_PEOPLE: readonly DemoPerson[] = [
  { userId: 'usr_alice', name: 'Alice Martin', email: 'alice@example.com', phone: '+33612345678', locale: 'fr-FR', timeZone: 'Europe/Paris', phones: [{ deviceId: 'iPhone17-alice', name: 'iPhone 17', platform: 'ios', language: 'fr' }, { deviceId: 'iPad-kitchen', name: 'Kitchen iPad', platform: 'ios', language: 'fr' }] },
  { userId: 'usr_bob', name: 'Bob Martin', email: 'bob@example.com', phone: '+33687654321', locale: 'en-GB', timeZone: 'Europe/Paris', phones: [{ deviceId: 'Pixel10-bob', name: 'Pixel 10', platform: 'android', language: 'en' }] },
  { userId: 'usr_chen', name: '陈伟', email: 'chen.wei@example.com', phone: '+8613812348000', locale: 'zh-CN', timeZone: 'Asia/Shanghai', phones: [{ deviceId: 'Xiaomi15-chen', name: 'Xiaomi 15', platform: 'android', language: 'zh-CN' }] },
  { userId: 'usr_li', name: '李娜', email: 'li.na@example.com', phone: '+8613987654321', locale: 'zh-CN', timeZone: 'Asia/Shanghai', phones: [{ deviceId: 'HuaweiMate-li', name: 'Huawei Mate', platform: 'android', language: 'zh-CN' }, { deviceId: 'iPhone16-li', name: 'iPhone 16', platform: 'ios', language: 'zh-CN' }] },
  { userId: 'usr_dora', name: 'Dora Nagy', email: 'dora@example.com', phone: '+36301234567', locale: 'hu-HU', timeZone: 'Europe/Budapest', phones: [{ deviceId: 'Galaxy-dora', name: 'Galaxy', platform: 'android', language: 'hu' }, { deviceId: 'OldGalaxy-dora', name: 'Old Galaxy', platform: 'android', language: 'hu', gone: true }] },
  { userId: 'usr_emil', name: 'Emil Nagy', email: 'emil@example.com', phone: '+36307654321', locale: 'hu-HU', timeZone: 'Europe/Budapest', phones: [] },
];

export const DEMO_DEVICES: readonly DemoDevice[] = [
  { udid: 'DB-FRONT-7F3A21', name: 'Front door', owner: 'usr_alice', shared: [{ userId: 'usr_bob', permission: 3 }, { userId: 'usr_dora', permission: 1 }, { userId: 'usr_emil', permission: 1 }], offered: [] },
  { udid: 'CAM-GARDEN-02B9', name: 'Garden', owner: 'usr_alice', shared: [{ userId: 'usr_bob', permission: 2 }], offered: [{ userId: 'usr_dora', permission: 3 }] },
  { udid: 'DB-LIVING-88C1', name: '大门', owner: 'usr_chen', shared: [{ userId: 'usr_li', permission: 3 }], offered: [{ userId: 'usr_alice', permission: 1 }] },
];

/** What happens at a door, in the words of its inbox entry. */
export const DEMO_EVENTS = [
  { eventType: 'device.ring', title: 'Somebody is at {device}', content: 'The bell at {device} rang. Tap to see who it was.', priority: 'urgent' },
  { eventType: 'device.motion', title: 'Motion at {device}', content: 'Somebody moved in front of {device}.', priority: 'medium' },
  { eventType: 'device.battery.low', title: 'Low battery: {device}', content: 'The battery of {device} is at 15 %. Charge it within a week.', priority: 'high' },
  { eventType: 'device.online', title: '{device} is back', content: '{device} was offline and is connected again.', priority: 'low' },
] as const;
