import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Behaviour = (request: IncomingMessage, answer: ServerResponse) => void | Promise<void>;

/** A real HTTP server in the place of a service. What it does with a request, each test says. */
export class UpstreamServer {
  readonly seen: IncomingMessage[] = [];
  private behaviour: Behaviour = (_request, answer) => void answer.end();

  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, answer: ServerResponse) => {
      this.seen.push(request);
      void this.behaviour(request, answer);
    });
  }

  static async start(): Promise<UpstreamServer> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return new UpstreamServer(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get last(): IncomingMessage {
    const request = this.seen.at(-1);
    if (request === undefined) throw new Error('the service has got no request');
    return request;
  }

  answers(behaviour: Behaviour): void {
    this.seen.length = 0;
    this.behaviour = behaviour;
  }

  answersText(text: string): void {
    this.answers((request, answer) => {
      request.resume();
      request.on('end', () => answer.end(text));
    });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }
}
