import { describe, expect, it } from 'vitest';
import { faultsOf, parseProblem, Problem, sentenceOf } from './problem';

describe('problems', () => {
  it('keeps the sentence and the fields that the server named', () => {
    const problem = parseProblem(422, {
      type: 'about:blank',
      title: 'Not accepted',
      detail: 'One field needs a change.',
      code: 'invalid_input',
      errors: [{ field: 'host', message: 'Copy the API hostname again.' }, { field: 3 }, null],
      requestId: 'r-1',
    });
    expect(problem.message).toBe('One field needs a change.');
    expect(problem.fieldMessage('host')).toBe('Copy the API hostname again.');
    expect(problem.fieldMessage('ikey')).toBeUndefined();
    expect(problem.fields).toHaveLength(1);
    expect(problem.requestId).toBe('r-1');
  });

  it('does not tell people the name that programs have for a field', () => {
    const said = 'host: Production reads this account already.';
    const problem = parseProblem(409, { detail: said, errors: [{ field: 'host', message: said }] });
    expect(problem.fieldMessage('host')).toBe('Production reads this account already.');
    expect(problem.message).toBe('Production reads this account already.');
    const other = { detail: 'name: taken.', errors: [{ field: 'name', message: 'name: taken.' }] };
    expect(parseProblem(409, other).message).toBe('Taken.');
  });

  it('makes a sentence of an answer that is not a problem', () => {
    expect(parseProblem(502, '<html>').message).toContain('Try again');
    expect(parseProblem(403, null).message).toContain('role');
    expect(parseProblem(401, []).status).toBe(401);
  });

  it('never shows an unknown error as it is', () => {
    expect(sentenceOf(new TypeError('x is undefined'))).not.toContain('undefined');
    expect(sentenceOf(new Problem(404, 'not_found', 'No such person.'))).toBe('No such person.');
  });

  it('says a thing once: beside the field that the form has, else for the whole form', () => {
    const problem = parseProblem(400, {
      detail: 'Two fields need a change.',
      errors: [
        { field: 'password', message: 'Too short.' },
        { field: 'token', message: 'Used already.' },
      ],
    });
    const shown = faultsOf(problem, ['password']);
    expect([shown.of('password'), shown.of('token'), shown.whole]).toEqual(['Too short.', null, null]);
    expect(faultsOf(problem, ['name']).whole).toBe('Two fields need a change.');
    expect(faultsOf(null, ['password']).whole).toBeNull();
    expect(faultsOf(new TypeError('x is undefined'), ['password']).whole).toContain('Load it again');
  });
});
