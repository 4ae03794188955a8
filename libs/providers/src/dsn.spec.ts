import { bounceOf, deliveryIdOf, readDsn, type Bounce } from './dsn.js';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

const POSTFIX = `Return-Path: <>
Received: by relay.example.net (Postfix)
	id 4QxT7g2bLmz9sXX; Tue,  3 Mar 2026 09:12:44 +0000 (UTC)
Date: Tue,  3 Mar 2026 09:12:44 +0000 (UTC)
From: MAILER-DAEMON@relay.example.net (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: bounces@ringpost.test
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4QxT7f6dQWz9sWp.1772529164/relay.example.net"
Content-Transfer-Encoding: 8bit
Message-Id: <4QxT7g2bLmz9sXX@relay.example.net>

This is a MIME-encapsulated message.

--4QxT7f6dQWz9sWp.1772529164/relay.example.net
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

<anna.lind@example.com>: host mx.example.com[192.0.2.7] said: 550 5.1.1
    <anna.lind@example.com>: Recipient address rejected: User unknown (in reply
    to RCPT TO command)

--4QxT7f6dQWz9sWp.1772529164/relay.example.net
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example.net
Original-Envelope-Id: ${ID}
X-Postfix-Queue-ID: 4QxT7f6dQWz9sWp
X-Postfix-Sender: rfc822; bounces@ringpost.test
Arrival-Date: Tue,  3 Mar 2026 09:12:43 +0000 (UTC)

Final-Recipient: rfc822; anna.lind@example.com
Original-Recipient: rfc822;anna.lind@example.com
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.com
Diagnostic-Code: smtp; 550 5.1.1 <anna.lind@example.com>: Recipient address
    rejected: User unknown

--4QxT7f6dQWz9sWp.1772529164/relay.example.net
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers
Content-Transfer-Encoding: 8bit

From: Ringpost <bell@ringpost.test>
To: anna.lind@example.com
Message-ID: <${ID}@ringpost.test>
Subject: Somebody is at the door

--4QxT7f6dQWz9sWp.1772529164/relay.example.net--
`;

const GMAIL = `From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>
To: bell@ringpost.test
In-Reply-To: <${ID}@ringpost.test>
References: <${ID}@ringpost.test>
Subject: Delivery Status Notification (Failure)
Content-Type: multipart/report; boundary="000000000000d1e2f30614cafe00"; report-type=delivery-status

--000000000000d1e2f30614cafe00
Content-Type: multipart/related; boundary="000000000000d1e2f40614cafe01"

--000000000000d1e2f40614cafe01
Content-Type: multipart/alternative; boundary="000000000000d1e2f50614cafe02"

--000000000000d1e2f50614cafe02
Content-Type: text/plain; charset="UTF-8"

** Address not found **
--000000000000d1e2f50614cafe02
Content-Type: text/html; charset="UTF-8"

<p>Address not found</p>
--000000000000d1e2f50614cafe02--
--000000000000d1e2f40614cafe01--
--000000000000d1e2f30614cafe00
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.example
Arrival-Date: Tue, 03 Mar 2026 01:12:43 -0800 (PST)
X-Original-Message-ID: <${ID}@ringpost.test>

Final-Recipient: rfc822; nobody.at.all@gmail.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; gmail-smtp-in.l.google.example. (192.0.2.27, the server for
 the domain gmail.example.)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
 550-5.1.1 double-checking the recipient's email address for typos or
 550 5.1.1 unnecessary spaces. - gsmtp
Last-Attempt-Date: Tue, 03 Mar 2026 01:12:44 -0800 (PST)

--000000000000d1e2f30614cafe00
Content-Type: message/rfc822

Message-ID: <${ID}@ringpost.test>
Subject: Somebody is at the door
Content-Type: multipart/report; boundary=inner; report-type=delivery-status

--inner
Content-Type: message/delivery-status

Original-Envelope-Id: of-another-mail

Action: delivered
Status: 2.0.0
--inner--

--000000000000d1e2f30614cafe00--
`;

const EXCHANGE = `From: <postmaster@tenant.onmicrosoft.example>
To: <bell@ringpost.test>
Content-Type: multipart/report; report-type=delivery-status;
	boundary=f6fdbb61-3d2e-4ac1-9f7d-4f1e0a1b2c3d
In-Reply-To: <${ID}@ringpost.test>
Subject: Undeliverable: Somebody is at the door

--f6fdbb61-3d2e-4ac1-9f7d-4f1e0a1b2c3d
Content-Type: text/html; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

<b>Your message couldn't be delivered=2E</b>

--f6fdbb61-3d2e-4ac1-9f7d-4f1e0a1b2c3d
Content-Type: message/delivery-status

Reporting-MTA: dns;DB9PR01MB0000.eurprd01.prod.exchangelabs.example
Received-From-MTA: dns;relay.example.net
Arrival-Date: Tue, 3 Mar 2026 09:12:43 +0000

Final-Recipient: rfc822;gone@contoso.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient gone@contoso.example not found by SMTP address lookup
X-Display-Name: gone@contoso.example

--f6fdbb61-3d2e-4ac1-9f7d-4f1e0a1b2c3d
Content-Type: message/rfc822

Received: from relay.example.net (192.0.2.9)
Message-ID:
	<${ID}@ringpost.test>

--f6fdbb61-3d2e-4ac1-9f7d-4f1e0a1b2c3d--
`;

const EXIM = `X-Failed-Recipients: someone@example.org
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mail.example.net>
To: bell@ringpost.test
Content-Type: multipart/report; report-type=delivery-status; boundary=1772529164-eximdsn-1804289383
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender

--1772529164-eximdsn-1804289383
Content-type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

--1772529164-eximdsn-1804289383
Content-type: message/delivery-status

Reporting-MTA: dns; mail.example.net

Action: failed
Final-Recipient: rfc822;someone@example.org
Status: 5.0.0
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 No Such User Here
--1772529164-eximdsn-1804289383
Content-type: message/rfc822

Return-path: <bell@ringpost.test>
Message-ID: <${ID}@ringpost.test>

The door.
--1772529164-eximdsn-1804289383--
`;

/** A notification about one recipient, with these fields. */
const about = (fields: string, head = ''): string => `Content-Type: multipart/report; report-type=delivery-status; boundary=b${head}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; x
Original-Envelope-Id: ${ID}

Final-Recipient: rfc822; anna@example.com
${fields}
--b--
`;

const bounce = (text: string): Bounce | undefined => bounceOf(readDsn(text)!);

describe('a notification', () => {
  it.each([
    ['Postfix', POSTFIX, '5.1.1', '550 5.1.1 <a***@example.com>: Recipient address rejected: User unknown'],
    ['Gmail', GMAIL, '5.1.1', "550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking the recipient's email address for typos or 550 5.1.1 unnecessary spaces. - gsmtp"],
    ['Exchange', EXCHANGE, '5.1.10', '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient g***@contoso.example not found by SMTP address lookup'],
    ['Exim', EXIM, '5.0.0', '550 No Such User Here'],
  ])('of %s is read, with either end of line, and of bytes', (_server, text, status, diagnostic) => {
    const dsn = readDsn(text)!;
    expect(dsn).toMatchObject({ messageId: `${ID}@ringpost.test`, recipients: [{ action: 'failed', status, diagnostic }] });
    expect(dsn.recipients).toHaveLength(1);
    expect(deliveryIdOf(dsn)).toBe(ID);
    expect(bounceOf(dsn)).toMatchObject({ kind: 'dead' });
    expect(readDsn(text.replaceAll('\n', '\r\n'))).toEqual(dsn);
    expect(readDsn(Buffer.from(text))).toEqual(dsn);
  });

  it('has the envelope id that the mail was sent with', () => {
    expect(readDsn(POSTFIX)).toMatchObject({ envelopeId: ID });
    expect(readDsn(EXIM)).not.toHaveProperty('envelopeId');
  });

  it('holds no address', () => {
    expect(JSON.stringify([POSTFIX, GMAIL, EXCHANGE, EXIM].map((text) => [readDsn(text)?.recipients, bounce(text)]))).not.toMatch(/anna\.lind|nobody\.at\.all|gone@|someone@/);
  });

  it.each([
    ['base64', Buffer.from(`Original-Envelope-Id: ${ID}\r\n\r\nFinal-Recipient: rfc822; a@b.c\r\nAction: failed\r\nStatus: 5.1.1\r\n`).toString('base64').replace(/.{60}/g, '$&\n')],
    ['quoted-printable', `Original-Envelope-Id:=20${ID}\n\nFinal-Recipient: rfc822; a@b.c\nAction:=\n failed\nStatus: 5=2E1.1\n`],
  ])('is read from a part in %s', (encoding, body) => {
    const text = `Content-Type: MULTIPART/Report; Boundary="a \\"b\\"; c"\n\n--a "b"; c\nContent-Type: Message/Delivery-Status\nContent-Transfer-Encoding: ${encoding}\n\n${body}\n--a "b"; c--\n`;
    expect(readDsn(text)).toEqual({ envelopeId: ID, recipients: [{ action: 'failed', status: '5.1.1' }] });
  });

  it('is read where it says no status, or says it in its own way', () => {
    expect(readDsn(about('Action: Failed (will not try again)\nStatus: 5.2.2 (mailbox full)'))?.recipients).toEqual([{ action: 'failed', status: '5.2.2' }]);
    expect(readDsn(about('Action: delayed'))?.recipients).toEqual([{ action: 'delayed', status: '4.0.0' }]);
  });

  it('is read when it was sent on inside another message, or its end is missing', () => {
    const forwarded = `Content-Type: multipart/mixed; boundary=outer\n\n--outer\nContent-Type: text/plain\n\nsee below\n--outer\n${EXIM}`;
    expect(readDsn(forwarded)?.recipients[0]?.status).toBe('5.0.0');
    expect(readDsn(POSTFIX.slice(0, POSTFIX.indexOf('Undelivered Message Headers')))).toMatchObject({ envelopeId: ID, recipients: [{ status: '5.1.1' }] });
  });

  it('names each recipient', () => {
    const dsn = readDsn(about('Action: failed\nStatus: 5.1.1\n\n\n \nFinal-Recipient: rfc822; ben@example.com\nAction: delayed\nStatus: 4.4.1\n'));
    expect(dsn?.recipients).toEqual([{ action: 'failed', status: '5.1.1' }, { action: 'delayed', status: '4.4.1' }]);
  });
});

describe('what is no notification', () => {
  it.each([
    ['nothing', ''], ['a line', 'hello'], ['a mail', 'Subject: hello\n\nIs anybody there?'], ['an answer out of office', 'Content-Type: text/plain\nAuto-Submitted: auto-replied\n\nI am away: Action: failed'],
    ['one without recipients', about('')], ['one without an action', about('Status: 5.1.1')], ['one with an unknown action', about('Action: exploded\nStatus: 5.1.1')],
    ['a report of another kind', 'Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\nContent-Type: message/disposition-notification\n\nDisposition: automatic-action; displayed\n--b--'],
    ['a multipart without a boundary', 'Content-Type: multipart/report\n\n--b\nContent-Type: message/delivery-status\n\nAction: failed'],
    ['one that was returned in a message', `Content-Type: message/rfc822\n\n${POSTFIX}`],
  ])('is %s', (_what, text) => {
    expect(readDsn(text)).toBeUndefined();
  });

  it('is never an error, however it is cut, bent or filled', () => {
    let seed = 42;
    const random = (below: number): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    for (const text of [POSTFIX, GMAIL, EXCHANGE, EXIM]) {
      for (let round = 0; round < 300; round += 1) {
        const bytes = Buffer.from(text.slice(random(50), random(text.length)));
        for (let hits = 0; bytes.length > 0 && hits < 20; hits += 1) bytes[random(bytes.length)] = random(256);
        const dsn = readDsn(bytes);
        if (dsn) expect([undefined, 'dead', 'misconfigured', 'deferred', 'delivered', 'given_up']).toContain(bounceOf(dsn)?.kind);
      }
    }
  });

  it.each([
    ['spaces', `a: b${' '.repeat(1_000_000)}`], ['lines of spaces', `a: b\n\n${' \n'.repeat(500_000)}`], ['spaces in a report', about(`Action: failed\n${' '.repeat(900_000)}`)], ['lines of spaces in a report', about(`Action: failed\n${' \n'.repeat(400_000)}`)], ['folds', `a: b${'\n '.repeat(500_000)}`], ['headers', 'a: b\n'.repeat(200_000)], ['colons', ':'.repeat(1_000_000)],
    ['quotes', `Content-Type: ${'"'.repeat(1_000_000)}`], ['backslashes', `Content-Type: multipart/x; boundary="${'\\'.repeat(1_000_000)}`], ['semicolons', `Content-Type: ${';'.repeat(1_000_000)}`],
    ['parts', `Content-Type: multipart/x; boundary=b\n\n${'--b\n\n'.repeat(200_000)}`], ['delimiters that are none', `Content-Type: multipart/x; boundary=b\n\n${'--bb\n'.repeat(200_000)}`],
    ['parts in parts', Array.from({ length: 20_000 }, (_, at) => `Content-Type: multipart/x; boundary=b${at}\n\n--b${at}\n`).join('')],
    ['equals signs', about(`Action: failed\n${'='.repeat(900_000)}`)], ['recipients', about('Action: failed\n\n'.repeat(60_000))],
    ['digits', about(`Action: failed\nStatus: ${'5.1.'.repeat(200_000)}`)], ['words', about(`Action: failed\nDiagnostic-Code: ${'smtp-'.repeat(180_000)}`)], ['brackets', `In-Reply-To: ${'<'.repeat(900_000)}\n${POSTFIX}`],
    ['the most that is looked at, and more', POSTFIX + 'x'.repeat(20_000_000)],
  ])('takes no longer for a million %s', (_what, text) => {
    const started = performance.now();
    const dsn = readDsn(text);
    if (dsn) bounceOf(dsn);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('what a notification means', () => {
  it.each([
    ['Action: failed\nStatus: 5.1.1', 'dead', '5.1.1'],
    ['Action: failed\nStatus: 5.1.10', 'dead', '5.1.10'],
    ['Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.1 gone', 'dead', '5.1.1'],
    ['Action: failed\nDiagnostic-Code: smtp; 550 user unknown', 'dead', '5.0.0'],
    ['Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 Sender verify failed, no such user', 'misconfigured', '5.0.0'],
    ['Action: failed\nStatus: 5.1.2', 'misconfigured', '5.1.2'],
    ['Action: failed\nStatus: 5.2.2', 'misconfigured', '5.2.2'],
    ['Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.1 spam', 'misconfigured', '5.7.1'],
    ['Action: failed\nStatus: 5.7.26', 'misconfigured', '5.7.26'],
    ['Action: failed\nStatus: 4.4.7\nDiagnostic-Code: smtp; delivery temporarily suspended', 'given_up', '4.4.7'],
    ['Action: delayed\nStatus: 4.4.1\nDiagnostic-Code: smtp; connection timed out', 'deferred', '4.4.1'],
    ['Action: delivered\nStatus: 2.0.0', 'delivered', '2.0.0'],
  ])('%j: %s', (fields, kind, reason) => {
    expect(bounce(about(fields))).toMatchObject({ kind, reason });
  });

  it('is mended by whom a reply of the same words would name', () => {
    expect(bounce(about('Action: failed\nStatus: 5.7.26'))).toMatchObject({ scope: 'account' });
    expect(bounce(about('Action: failed\nStatus: 5.7.1'))).toMatchObject({ scope: 'payload' });
  });

  it('is nothing when the mail only went on', () => {
    expect(bounce(about('Action: relayed\nStatus: 2.0.0'))).toBeUndefined();
    expect(bounce(about('Action: expanded\nStatus: 2.0.0'))).toBeUndefined();
  });

  it('is a dead address only when that is true of all that it names', () => {
    const second = '\n\nFinal-Recipient: rfc822; ben@example.com\n';
    expect(bounce(about(`Action: failed\nStatus: 5.1.1${second}Action: failed\nStatus: 5.1.1`))).toMatchObject({ kind: 'dead' });
    expect(bounce(about(`Action: failed\nStatus: 5.1.1${second}Action: failed\nStatus: 5.2.2`))).toMatchObject({ kind: 'misconfigured', reason: '5.2.2' });
    expect(bounce(about(`Action: delivered\nStatus: 2.0.0${second}Action: failed\nStatus: 5.1.1`))).toMatchObject({ kind: 'dead' });
    expect(bounce(about(`Action: delivered\nStatus: 2.0.0${second}Action: delayed\nStatus: 4.4.1`))).toMatchObject({ kind: 'deferred' });
  });

  it('belongs to no delivery when it names no id of ours', () => {
    expect(deliveryIdOf({ envelopeId: 'QQ314159', messageId: 'abc@example.com', recipients: [] })).toBeUndefined();
    expect(deliveryIdOf({ envelopeId: 'QQ314159', messageId: `${ID.toUpperCase()}@example.com`, recipients: [] })).toBe(ID);
  });
});
