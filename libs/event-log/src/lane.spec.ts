import type { Offset } from '@runledger/contracts';
import { SILENT } from './diagnostics.js';
import { Lane, type Outgoing } from './lane.js';
import type { Message, SendBatch } from './outgoing.js';

const item = (name: string): Outgoing => ({ message: { key: name, value: Buffer.from(name) }, bytes: 10, mayBeInLog: false });

/** A broker whose connection takes until it is opened. */
const slowConnection = () => {
  const sent: string[] = [];
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const send: SendBatch = async (_partition, messages: readonly Message[], onLeaving) => {
    await opened;
    const leaving = onLeaving?.() ?? messages;
    sent.push(...leaving.map(({ key }) => key));
    return 7 as Offset;
  };
  return { sent, send, open: () => open() };
};

describe('a lane', () => {
  it('does not send what was given up while the connection was still made', async () => {
    const { sent, send, open } = slowConnection();
    const wanted = new Set(['kept', 'given up']);
    const acknowledged: [string, Offset][] = [];
    const finished = new Promise<void>((resolve) => {
      const lane = new Lane<Outgoing>({
        partition: 0,
        send,
        isWanted: ({ message }) => wanted.has(message.key),
        onAcknowledged: ({ message }, offset) => {
          acknowledged.push([message.key, offset]);
          resolve();
        },
        diagnostics: SILENT,
      });
      const [givenUp, kept] = [item('given up'), item('kept')];
      lane.push(givenUp);
      lane.push(kept);
      setImmediate(() => {
        wanted.delete('given up');
        expect(givenUp.mayBeInLog).toBe(false);
        open();
      });
    });
    await finished;
    expect(sent).toEqual(['kept']);
    expect(acknowledged).toEqual([['kept', 7]]);
  });
});
