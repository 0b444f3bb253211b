import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';
import { correlationOfRequest, correlationOfResponse, Frames, kindOf, type RequestKind } from './frames.js';

/**
 * A TCP proxy before a real broker, with faults on command. Bytes are never changed: they come late, or not at all, or the
 * connection goes away. kafkajs is led through it by `socketFactory`, since the broker advertises its own address.
 */
export class BrokerProxy {
  private readonly links = new Set<Link>();
  private readonly losses = new Map<RequestKind, number>();
  private readonly counts = new Map<RequestKind, number>();
  private readonly slow = new Set<RequestKind>();
  private isHolding = false;
  private responseDelayMs = 0;

  private constructor(
    private readonly server: Server,
    private readonly port: number,
    private readonly broker: { readonly host: string; readonly port: number },
  ) {
    server.on('connection', (client) => this.link(client));
  }

  static async to(broker: string): Promise<BrokerProxy> {
    const [host = '127.0.0.1', port = '9092'] = broker.split(':');
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new BrokerProxy(server, (server.address() as AddressInfo).port, { host, port: Number(port) });
  }

  readonly socketFactory: ISocketFactory = ({ onConnect }) => connect({ host: '127.0.0.1', port: this.port }, onConnect);

  /** Requests of a kind that clients have sent so far. */
  requestsOf(kind: RequestKind): number {
    return this.counts.get(kind) ?? 0;
  }

  get connections(): number {
    return this.links.size;
  }

  /** The broker does what the next request of this kind asks for, but its answer is lost together with the connection. */
  loseNextResponse(kind: RequestKind, times = 1): void {
    this.losses.set(kind, (this.losses.get(kind) ?? 0) + times);
  }

  /** Responses come so much later from now on. */
  delayResponses(ms: number): void {
    this.responseDelayMs = ms;
  }

  /** Keeps back every answer to requests of this kind until `restore`. */
  holdResponses(kind: RequestKind): void {
    this.slow.add(kind);
  }

  /** Resets every connection. New ones are taken. */
  cut(): void {
    for (const link of this.links) link.cut();
  }

  /** Nothing passes in either direction, and nobody is told. `restore` lets everything pass that was held. */
  blackHole(): void {
    this.isHolding = true;
    for (const link of this.links) link.hold();
  }

  /** What is connected now stays connected and never answers again; new connections are sound. */
  deaden(): void {
    for (const link of this.links) link.hold();
  }

  /** Cuts everything and takes no more connections, like a broker that is down. */
  async refuse(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.cut();
    await closed;
  }

  /** Ends every fault but `deaden`. */
  async restore(): Promise<void> {
    if (!this.server.listening) {
      this.server.listen(this.port, '127.0.0.1');
      await once(this.server, 'listening');
    }
    this.responseDelayMs = 0;
    this.losses.clear();
    this.slow.clear();
    for (const link of this.links) link.releaseResponses();
    if (this.isHolding) for (const link of this.links) link.release();
    this.isHolding = false;
  }

  async close(): Promise<void> {
    if (this.server.listening) await this.refuse();
    else this.cut();
  }

  private link(client: Socket): void {
    const link = new Link(client, connect(this.broker), {
      onRequest: (kind) => this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1),
      isLost: (kind) => this.isLost(kind),
      isSlow: (kind) => this.slow.has(kind),
      delayMs: () => this.responseDelayMs,
      onClosed: () => this.links.delete(link),
    });
    this.links.add(link);
    if (this.isHolding) link.hold();
  }

  private isLost(kind: RequestKind): boolean {
    const left = this.losses.get(kind) ?? 0;
    if (left > 0) this.losses.set(kind, left - 1);
    return left > 0;
  }
}

interface LinkFaults {
  readonly onRequest: (kind: RequestKind) => void;
  readonly isLost: (kind: RequestKind) => boolean;
  readonly isSlow: (kind: RequestKind) => boolean;
  readonly delayMs: () => number;
  readonly onClosed: () => void;
}

/** One connection of a client and its counterpart to the broker. */
class Link {
  private readonly asked = new Map<number, RequestKind>();
  private held: (() => void)[] | undefined;
  private slowResponses: Buffer[] = [];

  constructor(
    private readonly client: Socket,
    private readonly broker: Socket,
    private readonly faults: LinkFaults,
  ) {
    const requests = new Frames();
    const responses = new Frames();
    client.on('data', (chunk: Buffer) => {
      for (const request of requests.push(chunk)) this.onRequest(request);
    });
    broker.on('data', (chunk: Buffer) => {
      for (const response of responses.push(chunk)) this.onResponse(response);
    });
    for (const socket of [client, broker]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.cut());
      socket.on('close', () => this.cut());
    }
  }

  hold(): void {
    this.held ??= [];
  }

  release(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const pass of held) pass();
  }

  releaseResponses(): void {
    const responses = this.slowResponses;
    this.slowResponses = [];
    for (const response of responses) this.pass(() => this.client.write(response));
  }

  cut(): void {
    this.client.resetAndDestroy();
    this.broker.resetAndDestroy();
    this.faults.onClosed();
  }

  private onRequest(request: Buffer): void {
    const kind = kindOf(request);
    if (kind !== undefined) {
      this.asked.set(correlationOfRequest(request), kind);
      this.faults.onRequest(kind);
    }
    this.pass(() => this.broker.write(request));
  }

  private onResponse(response: Buffer): void {
    const correlation = correlationOfResponse(response);
    const kind = this.asked.get(correlation);
    this.asked.delete(correlation);
    if (kind !== undefined && this.faults.isLost(kind)) {
      this.cut();
      return;
    }
    if (kind !== undefined && this.faults.isSlow(kind)) {
      this.slowResponses.push(response);
      return;
    }
    const delayMs = this.faults.delayMs();
    if (delayMs === 0) this.pass(() => this.client.write(response));
    else setTimeout(() => this.pass(() => this.client.write(response)), delayMs);
  }

  private pass(write: () => void): void {
    if (this.held === undefined) write();
    else this.held.push(write);
  }
}
