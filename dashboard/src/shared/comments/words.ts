import { defineText } from '@/shared/text/define-text';

export const commentWords = defineText(
  'comments',
  {
    title: 'Comments',
    none: 'Nobody has said anything yet. Others who see this read it, and see it at once.',
    everywhere: 'all stores',
    gone: 'Somebody who is gone',
    label: 'Say something about it',
    send: 'Send',
    remove: 'Take back what {{name}} said',
  },
  {
    title: 'Kommentare',
    none: 'Noch hat niemand etwas gesagt. Wer das hier sieht, liest es mit, und zwar sofort.',
    everywhere: 'alle Läden',
    gone: 'Jemand, den es nicht mehr gibt',
    label: 'Etwas dazu sagen',
    send: 'Senden',
    remove: 'Zurücknehmen, was {{name}} gesagt hat',
  },
);
