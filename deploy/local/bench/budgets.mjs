/**
 * @typedef {object} Budget
 * @property {string} what
 * @property {string} budget
 * @property {number} measured
 * @property {boolean} isMet
 */

/**
 * The budgets beside what was measured. They are for two cores; nothing fails when one is missed, it is said.
 *
 * @param {any} report
 * @returns {Budget[]}
 */
export function budgetsOf(report) {
  const atMost = (
    /** @type {string} */ what,
    /** @type {number} */ limit,
    /** @type {number} */ measured,
    /** @type {string} */ unit,
  ) => ({
    what,
    budget: `at most ${limit} ${unit}`,
    measured,
    isMet: measured <= limit,
  });
  const atLeast = (
    /** @type {string} */ what,
    /** @type {number} */ limit,
    /** @type {number} */ measured,
    /** @type {string} */ unit,
  ) => ({
    what,
    budget: `at least ${limit} ${unit}`,
    measured,
    isMet: measured >= limit,
  });
  const { roundTripMs } = report.roundTrip;
  return [
    atMost('no-op job, accepted to seen finished, p50', 15, roundTripMs.p50, 'ms'),
    atMost('no-op job, accepted to seen finished, p99', 50, roundTripMs.p99, 'ms'),
    atLeast('full lifecycles over many projects', 2_000, report.sustained.lifecyclesPerSecond, 'per s'),
    atLeast('projecting from empty into the read store', 50_000, report.projection.intoStore.eventsPerSecond, 'events/s'),
    atLeast(
      'folding jobs into memory',
      150,
      report.projection.inMemory.thousandEventsPerSecond['jobs: decode and fold'],
      'thousand events/s',
    ),
    atLeast('CSV import, share of raw DuckDB', 0.8, report.csvImport.plainToRaw, ''),
    atMost('second start', 15, report.start.secondSeconds, 's'),
    atMost('memory of all services, idle', 1_024, report.memoryOfServicesMiB.idle, 'MiB'),
  ];
}

/** @param {Budget[]} budgets */
export function budgetTable(budgets) {
  return budgets
    .map(
      ({ what, budget, measured, isMet }) =>
        `  ${isMet ? 'met   ' : 'missed'}  ${what.padEnd(48)} ${budget.padEnd(32)} ${measured}`,
    )
    .join('\n');
}
