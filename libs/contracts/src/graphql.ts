// Generated from graphql/schema.graphql. Change that and run "npm run generate -w @ringpost/contracts".

export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
};

export type Query = {
  /**
   * What the caller has received, newest first, 500 at most. Only the types are listed that this surface documents (GRAPHQL_NOTIFICATION_TYPES).
   * Listing them does not mark them as read. `pk`, `sender` and `receiver` are in every item, also when they are not selected.
   */
  readonly getNotifications: ReadonlyArray<Notification>;
};


export type QueryGetNotificationsArgs = {
  all?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Answers are the text `ok`, or a sentence that tells why it was not done; the HTTP status is 200 both ways. */
export type Mutation = {
  /** Offers a device to the user with a verified e-mail address. Only its owner may. Offering it again, while it was not answered, changes the offer. */
  readonly deviceShare: Scalars['String']['output'];
  /** Takes back an offer, or shows a member out. Only the owner may. */
  readonly deviceUnshare: Scalars['String']['output'];
  /** Takes back all offers of a device and shows all its members out. Only the owner may. */
  readonly clearDeviceShare: Scalars['String']['output'];
  /** Accepts what the caller was offered: they become a member of the device. */
  readonly acceptSharedDevice: Scalars['String']['output'];
  /** Declines what the caller was offered. */
  readonly rejectSharedDevice: Scalars['String']['output'];
  /** Leaves a device that was shared with the caller. */
  readonly removeSharedDevice: Scalars['String']['output'];
};


/** Answers are the text `ok`, or a sentence that tells why it was not done; the HTTP status is 200 both ways. */
export type MutationDeviceShareArgs = {
  device: Scalars['String']['input'];
  email: Scalars['String']['input'];
  credential: Scalars['String']['input'];
  permission?: InputMaybe<Scalars['Int']['input']>;
  description?: InputMaybe<Scalars['String']['input']>;
};


/** Answers are the text `ok`, or a sentence that tells why it was not done; the HTTP status is 200 both ways. */
export type MutationDeviceUnshareArgs = {
  device: Scalars['String']['input'];
  account: Scalars['String']['input'];
};


/** Answers are the text `ok`, or a sentence that tells why it was not done; the HTTP status is 200 both ways. */
export type MutationClearDeviceShareArgs = {
  device: Scalars['String']['input'];
};


/** Answers are the text `ok`, or a sentence that tells why it was not done; the HTTP status is 200 both ways. */
export type MutationAcceptSharedDeviceArgs = {
  device: Scalars['String']['input'];
};


/** Answers are the text `ok`, or a sentence that tells why it was not done; the HTTP status is 200 both ways. */
export type MutationRejectSharedDeviceArgs = {
  device: Scalars['String']['input'];
};


/** Answers are the text `ok`, or a sentence that tells why it was not done; the HTTP status is 200 both ways. */
export type MutationRemoveSharedDeviceArgs = {
  device: Scalars['String']['input'];
  description?: InputMaybe<Scalars['String']['input']>;
};

/** An entry in the caller's inbox: the same one that REST lists. */
export type Notification = {
  /** Its id, as REST says it. Always in the answer. */
  readonly pk: Maybe<Scalars['String']['output']>;
  /** Who caused it: a user's id, or `system`. Always in the answer. */
  readonly sender: Maybe<Scalars['String']['output']>;
  /** What is known of the sender; null otherwise. */
  readonly senderName: Maybe<Scalars['String']['output']>;
  readonly senderEmail: Maybe<Scalars['String']['output']>;
  readonly senderPhone: Maybe<Scalars['String']['output']>;
  /** The caller's id. Always in the answer. */
  readonly receiver: Maybe<Scalars['String']['output']>;
  readonly receiverName: Maybe<Scalars['String']['output']>;
  readonly receiverEmail: Maybe<Scalars['String']['output']>;
  readonly receiverPhone: Maybe<Scalars['String']['output']>;
  /** What it is about: the udid of a device. */
  readonly purpose: Maybe<Scalars['String']['output']>;
  /** A line about what it is. */
  readonly purposeDetail: Maybe<Scalars['String']['output']>;
  /** What it says. */
  readonly description: Maybe<Scalars['String']['output']>;
  /** Today always `DeviceSharing`. */
  readonly type: Maybe<Scalars['String']['output']>;
  /** The credential of an offer; null once that was accepted, rejected or taken back. */
  readonly data: Maybe<Scalars['String']['output']>;
};
