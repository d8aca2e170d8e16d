import { describe, expect, it } from 'vitest';
import { readTypedChange } from './typed-change';

describe('what is typed into the plan', () => {
  it.each([
    ['120', { kind: 'set', amount: 120 }],
    ['+20', { kind: 'add', amount: 20 }],
    ['-5.5', { kind: 'add', amount: -5.5 }],
    ['−5', { kind: 'add', amount: -5 }],
    ['+15 %', { kind: 'percent', amount: 15 }],
    ['-20%', { kind: 'percent', amount: -20 }],
    ['10%', { kind: 'percent', amount: 10 }],
  ])('%s is read', (typed, change) => {
    expect(readTypedChange(typed, 'en-GB')).toEqual(change);
  });

  it('a comma is decimal in German', () => {
    expect(readTypedChange('+12,5 %', 'de-DE')).toEqual({ kind: 'percent', amount: 12.5 });
  });

  it.each(['abc', '1,5', '-120%', '%', '+'])('%s could mean anything, so it is refused', (typed) => {
    expect(readTypedChange(typed, 'en-GB')).toBeUndefined();
  });

  it('nothing typed is nothing', () => {
    expect(readTypedChange(' ', 'en-GB')).toBeNull();
  });
});
