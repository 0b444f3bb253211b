import fc from 'fast-check';
import { decodeJobLogLine, encodeJobLogLine, JOB_LOG_LEVELS, type JobLogLine } from './job-log.js';

const aLine: JobLogLine = {
  id: '018f0000-0000-7000-8000-000000000000' as JobLogLine['id'],
  jobId: '7' as JobLogLine['jobId'],
  project: '1' as JobLogLine['project'],
  attempt: 1,
  runId: '7',
  componentId: 'runledger.noop' as JobLogLine['componentId'],
  configurationId: null,
  tokenId: null,
  tokenDescription: null,
  timeMs: 1,
  level: 'info',
  message: 'hello',
};

describe('a job log line', () => {
  it('is read as it was written, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...JOB_LOG_LEVELS), fc.nat(), (message, level, timeMs) => {
        const line: JobLogLine = { ...aLine, message, level, timeMs };
        expect(decodeJobLogLine(encodeJobLogLine(line))).toEqual(line);
      }),
    );
  });

  it.each([
    ['attempt', { attempt: 0 }],
    ['level', { level: 'debug' as 'info' }],
    ['message', { message: 'x'.repeat(65_537) }],
    ['timeMs', { timeMs: -1 }],
  ])('is refused with a wrong %s before it is written', (field, wrong) => {
    expect(() => encodeJobLogLine({ ...aLine, ...wrong })).toThrow(field);
  });

  it('is none where the bytes say none, and decoding never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeJobLogLine(bytes)).toBeUndefined();
      }),
    );
    expect(decodeJobLogLine(null)).toBeUndefined();
    expect(decodeJobLogLine(new TextEncoder().encode(JSON.stringify({ ...aLine, attempt: 'one' })))).toBeUndefined();
  });
});
