import type { WaitingReason } from '../api/responses.js';
import { placeWords } from '../wording/quantity.js';

/** Why a job waits, in words; `blocker` is the one job to look at, when there is exactly one. */
export interface WaitingWords {
  readonly before: string;
  readonly blocker: string | null;
  readonly after: string;
}

const plain = (before: string): WaitingWords => ({ before, blocker: null, after: '' });

/** One line under the configuration: "Waits for 548800131, same configuration". */
export function waitingNote(reason: WaitingReason, startsAt: string | null): WaitingWords {
  switch (reason.rule) {
    case 'projectLimit':
      return plain(`Waits for a slot, ${placeWords(reason.position)}`);
    case 'configurationLock': {
      const [blocker] = reason.blockedBy;
      return blocker === undefined
        ? plain('Waits for a run of the same configuration')
        : { before: 'Waits for ', blocker, after: ', same configuration' };
    }
    case 'delay':
      return plain(startsAt === null ? 'Starts later, as asked' : `Starts at ${startsAt}`);
  }
}

/** The whole sentence of the job page, after "Plots waits 27 s". */
export function waitingSentence(reason: WaitingReason, startsAt: string | null, limit: number | null): WaitingWords {
  const place = `It is ${placeWords(reason.position)}.`;
  switch (reason.rule) {
    case 'projectLimit':
      return plain(` because ${limit === null ? 'all slots' : `all ${limit} slots`} of the project are in use. ${place}`);
    case 'configurationLock': {
      const [blocker] = reason.blockedBy;
      const why = ' because the same configuration already runs';
      return blocker === undefined ? plain(`${why}. ${place}`) : { before: `${why} in `, blocker, after: `. ${place}` };
    }
    case 'delay':
      return plain(
        startsAt === null ? ' because it was asked to start later.' : ` because it was asked to start at ${startsAt}.`,
      );
  }
}
