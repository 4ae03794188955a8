import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

/** An identity provider: an HTTP server with a JWKS that a test rotates, and the private keys to sign with. */
export class KeyServer {
  requests = 0;
  /** Answers with this instead of the keys. */
  failure?: number;
  private keys: JWK[] = [];
  private readonly secrets = new Map<string, { alg: string; key: CryptoKey }>();
  private readonly server = createServer((_request, response) => {
    this.requests++;
    response.writeHead(this.failure ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: this.keys }));
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private port = 0;
  get uri(): string {
    return `http://127.0.0.1:${this.port}/jwks.json`;
  }

  async publish(kid: string, alg: string): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    this.keys = [...this.keys.filter((key) => key.kid !== kid), { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }];
    this.secrets.set(kid, { alg, key: privateKey });
  }

  withdraw(kid: string): void {
    this.keys = this.keys.filter((key) => key.kid !== kid);
  }

  /** The public key's text, as somebody would abuse it for a secret. */
  publicText(kid: string): string {
    return JSON.stringify(this.keys.find((key) => key.kid === kid));
  }

  sign(kid: string, claims: Record<string, unknown>): Promise<string> {
    const { alg, key } = this.secrets.get(kid)!;
    return new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key);
  }
}
