import { folded, history } from '@runledger/domain/testing';
import { watchedJobs } from './watched-jobs.js';

test('counts candidates, running and terminating jobs over all projects, and no finished one', () => {
  const first = history('1').job('1').started().job('2').started().terminationRequested().job('3').started().finished().job('4');
  const second = history('2').job('1').job('2').terminationRequested().job('3');
  expect(watchedJobs([folded(first, '1').project, folded(second, '2').project])).toEqual({
    candidate: 3,
    running: 1,
    terminating: 1,
  });
});

test('nothing is watched where there is nothing', () => {
  expect(watchedJobs([])).toEqual({ candidate: 0, running: 0, terminating: 0 });
  expect(watchedJobs([folded(history()).project])).toEqual({ candidate: 0, running: 0, terminating: 0 });
});
