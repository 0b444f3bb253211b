export * from './event-data.js';
export * from './folded.js';
export * from './history.js';
export * from './log-writer.js';
export * from './portrait.js';
export * from './random-history.js';
export * from './simulation.js';
