import { newEventId } from './event-id.js';

describe('newEventId', () => {
  it('is a UUID of version 7 with the time of its making', () => {
    const beforeMs = Date.now();
    const id = newEventId();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const madeMs = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(madeMs).toBeGreaterThanOrEqual(beforeMs);
    expect(madeMs).toBeLessThanOrEqual(Date.now());
  });

  it('is never made twice', () => {
    expect(new Set(Array.from({ length: 10_000 }, newEventId)).size).toBe(10_000);
  });
});
