import { defineText } from '@/shared/text/define-text';

export const newTransferWords = defineText(
  'new-transfer',
  {
    title: 'New transfer',
    from: 'From',
    to: 'To',
    chooseStore: 'Choose a store',
    isOne: 'A store can’t give itself anything: choose another one.',
    after: 'The transfer then waits to be approved; its units are promised from now on.',
    make: 'Make the transfer',
  },
  {
    title: 'Neue Umlagerung',
    from: 'Von',
    to: 'Nach',
    chooseStore: 'Laden wählen',
    isOne: 'Ein Laden kann sich selbst nichts geben: wählen Sie einen anderen.',
    after: 'Danach wartet sie auf Freigabe; ihre Stücke sind ab jetzt versprochen.',
    make: 'Umlagerung anlegen',
  },
);
