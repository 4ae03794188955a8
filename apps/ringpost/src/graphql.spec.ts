import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Service } from './testing/service.js';

// The examples of the document that clients of the GraphQL surface were written against, with host and token filled in, against
// the built program with its demonstration data. curl is what they are written for.
const curl = async (...args: string[]): Promise<any> => JSON.parse((await promisify(execFile)('curl', ['--silent', '--show-error', ...args])).stdout);

const service = await Service.create();
let token: string;

beforeAll(async () => {
  await service.start();
  expect(service.run('demo').code).toBe(0);
  token = service.run('token', '--user', 'usr_alice', '--tenant', 'tnt_default').out.trim();
}, 60_000);
afterAll(() => service.remove());

const OFFER = { sender: 'usr_chen', senderName: '陈伟', receiver: 'usr_alice', type: 'DeviceSharing', pk: expect.stringMatching(/^ntf_/) };

it('answers the example with POST', async () => {
  const answer = await curl('--location', '--request', 'POST', `${service.url}/vsaas/api/v1/be/`, '--header', `Authorization: Bearer ${token}`, '--header', 'Content-Type: application/json', '--data-raw', `{
"query": "query {getNotifications(all:true) {sender,senderName,receiver,receiverName,type,description,pk,purpose,purposeDetail}}"
}`);
  expect(answer).toEqual({ data: { getNotifications: [{ ...OFFER, receiverName: 'Alice Martin', purpose: 'DB-LIVING-88C1', purposeDetail: 'Device sharing request', description: 'chen.wei@example.com wants to share the device 大门 with you.' }] } });
});

it.each(['+', '%20'])('answers the example with GET, its blank written %s', async (blank) => {
  const query = `%7BgetNotifications(all:true)${blank}%7Bsender,senderName,receiver,type,pk%7D%7D`;
  expect(await curl('--location', '--request', 'GET', `${service.url}/vsaas/api/v1/be?query=${query}`, '--header', `Authorization: Bearer ${token}`, '--header', 'Content-Type: application/json')).toEqual({ data: { getNotifications: [OFFER] } });
});

it('counts the requests of a user in all processes together', async () => {
  const other = await Service.create({ DATA_DIR: service.env.DATA_DIR! });
  try {
    await other.start(['--only', 'api']);
    const bob = service.run('token', '--user', 'usr_bob', '--tenant', 'tnt_default').out.trim();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => (i % 2 ? service : other).call('POST', '/vsaas/api/v1/be', bob, { query: '{ __typename }' })));
    expect([200, 429].map((wanted) => answers.filter(({ status }) => status === wanted).length)).toEqual([30, 20]);
  } finally {
    await other.remove();
  }
}, 60_000);
