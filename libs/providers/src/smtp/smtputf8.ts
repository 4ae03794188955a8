import type { SMTPPoolOptions } from 'nodemailer';
import SMTPConnection, { type SMTPConnectionCustomAuthContext } from 'nodemailer/lib/smtp-connection';

/** A way to log in that sends nothing: it is what nodemailer shows the server's extensions to. */
const LOOKING = 'X-LOOKING';

/**
 * Whether a server takes addresses that are not ASCII, asked over a connection of its own: nodemailer would send them to any server.
 * Errors: nodemailer's, when the server cannot be asked before the signal aborts.
 */
export function offersUtf8(options: SMTPPoolOptions, signal: AbortSignal): Promise<boolean> {
  let extensions: readonly string[] = [];
  const look = (context: SMTPConnectionCustomAuthContext): void => {
    extensions = context.extensions;
    context.resolve();
  };
  const connection = new SMTPConnection({ ...options, customAuth: { [LOOKING]: look } });
  return new Promise<boolean>((resolve, reject) => {
    const fail = (error?: Error | null): void => reject(error ?? Object.assign(new Error('the server closed the connection'), { code: 'ECONNECTION' }));
    signal.addEventListener('abort', () => fail(Object.assign(new Error('the server was not asked to the end', { cause: signal.reason }), { code: 'EABORT' })), { once: true });
    connection.once('error', fail).once('end', fail);
    connection.connect((broken) => {
      if (broken) fail(broken);
      else connection.login({ method: LOOKING, credentials: { user: LOOKING, pass: LOOKING } }, (error) => (error ? fail(error) : resolve(extensions.includes('SMTPUTF8'))));
    });
  }).finally(() => connection.close());
}
