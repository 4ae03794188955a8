import { startLoopbackApns, startLoopbackFcm, startLoopbackSmtp, type ReceivedApnsPush, type ReceivedFcmPush, type ReceivedSmtpMail } from '@ringpost/providers/loopback';
import { DemoProvider, type ArrivedMail, type ArrivedPush } from './demo-provider.js';

const KEPT = 200;
/** Addresses that begin so are refused by the servers, whatever is sent to them. */
const DEAD = /^dead/;

/** The providers of the demonstration: servers of this process that speak the real ones' protocols. */
export class DemoProviders {
  private constructor(
    readonly apns: DemoProvider<ArrivedPush>,
    readonly fcm: DemoProvider<ArrivedPush>,
    readonly smtp: DemoProvider<ArrivedMail>,
  ) {}

  /** Starts them on ports of their own on 127.0.0.1. Errors: those of `listen`. */
  static async start(): Promise<DemoProviders> {
    const [apns, fcm, smtp] = await Promise.all([startLoopbackApns({ keep: KEPT }), startLoopbackFcm({ keep: KEPT }), startLoopbackSmtp({ keep: KEPT })]);
    return new DemoProviders(
      new DemoProvider('apns', 'APNs', apns, (push) => ofApns(push as ReceivedApnsPush)),
      new DemoProvider('fcm', 'FCM', fcm, (push) => ofFcm(push as ReceivedFcmPush)),
      new DemoProvider('smtp', 'Mail server', smtp, (mail) => ofSmtp(mail as ReceivedSmtpMail)),
    );
  }

  get all(): readonly DemoProvider[] {
    return [this.apns, this.fcm, this.smtp];
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map(({ server }) => server.close()));
  }
}

function ofApns({ token, payload }: ReceivedApnsPush): ArrivedPush | undefined {
  const { aps, ...data } = payload ?? {};
  return DEAD.test(token) ? undefined : { token, data, title: aps?.alert?.title, body: aps?.alert?.body };
}

/** A ring is data only: its words are in it. */
function ofFcm({ token, message }: ReceivedFcmPush): ArrivedPush | undefined {
  const data = message?.data ?? {}, { title, body } = message?.notification ?? data;
  return DEAD.test(token) ? undefined : { token, data, title, body };
}

const ofSmtp = ({ envelope, subject, text, html }: ReceivedSmtpMail): ArrivedMail => ({ to: envelope.to, subject, text: text ?? html ?? '' });
