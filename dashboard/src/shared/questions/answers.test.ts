import { describe, expect, it } from 'vitest';
import type { ImportOptionsGiven } from '@/shared/api/generated';
import { listAnswers, namedAnswers, withAnswer, withoutAnswer, withoutUnasked } from './answers';

const ofProducts = { name: 'total_rows:product', text: 'Are these totals?', answers: ['yes', 'no'] };
const ofStores = { name: 'total_rows:store', text: 'Are those totals?', answers: ['yes', 'no'] };
const nothingSaid: ImportOptionsGiven = {};

describe('answers', () => {
  it('are given to one question each, though several have the same', () => {
    const options = withAnswer(withAnswer(nothingSaid, ofProducts, 'yes'), ofStores, 'no');
    expect(options.answers).toEqual({ 'total_rows:product': 'yes', 'total_rows:store': 'no' });
    expect(withAnswer(options, ofProducts, 'no').answers).toEqual({
      'total_rows:product': 'no',
      'total_rows:store': 'no',
    });
    expect(withoutAnswer(options, 'total_rows:store').answers).toEqual({ 'total_rows:product': 'yes' });
  });

  it('that are not asked for any more are left out', () => {
    const options = withAnswer(nothingSaid, ofStores, 'no');
    expect(withoutUnasked(options, { unasked: ['total_rows:store'] })).toEqual({ answers: {} });
    expect(withoutUnasked(options, {})).toBeUndefined();
  });

  it('from before questions had names are kept under the names of what they answered', () => {
    const preview = { answered: [{ ...ofStores, answer: 'no' }] };
    const options = namedAnswers({ answers: ['no'], decimal: ',' }, preview);
    expect(options).toEqual({ answers: { 'total_rows:store': 'no' }, decimal: ',' });
    expect(listAnswers(options, preview)).toEqual([
      { name: 'total_rows:store', answer: 'no', text: 'Are those totals?' },
    ]);
  });

  it('go without a name to a question that has none', () => {
    expect(withAnswer(nothingSaid, { text: 'Which?', answers: ['a', 'b'] }, 'b')).toEqual({ answers: ['b'] });
  });
});
