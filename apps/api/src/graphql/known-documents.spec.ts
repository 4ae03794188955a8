import { buildSchema } from 'graphql';
import { KnownDocuments } from './known-documents.js';
import { SCHEMA } from './schema.js';

const schema = buildSchema(SCHEMA);
const plain = (text: string): boolean => new KnownDocuments(() => schema, []).read(text).plain;

it.each([
  '{ getNotifications { pk type } }', 'query { getNotifications(all:true) {sender,senderName,receiver,receiverName,type,description,pk,purpose,purposeDetail} }',
  'query Mine { a: getNotifications(all: false) { id: pk } b: getNotifications { type } }',
])('compiles %s', (text) => {
  expect(plain(text)).toBe(true);
});

it.each([
  'mutation { acceptSharedDevice(device: "x") }', 'query ($all: Boolean) { getNotifications(all: $all) { pk } }', '{ getNotifications { pk @include(if: true) } }', 'query @skip(if: false) { __typename }',
  '{ ...F } fragment F on Query { getNotifications { pk } }', '{ ... { getNotifications { pk } } }', '{ getNotifications { pk pk } }', '{ getNotifications { pk } getNotifications { type } }', '{ __typename }',
  '{ getNotifications { __proto__: pk } }', '{ constructor: getNotifications { pk } }', '{ getNotifications(all: null) { pk } }', 'query A { getNotifications { pk } } query B { getNotifications { pk } }',
  `{ getNotifications { pk } } # ${'x'.repeat(600)}`,
])('does not compile %s', (text) => {
  try {
    expect(plain(text)).toBe(false);
  } catch (error) {
    expect(error).toMatchObject({ message: 'the document is refused' }); // some are not even valid
  }
});
