import { defineText } from '@/shared/text/define-text';

export const transferWords = defineText(
  'transfers',
  {
    open: 'Between stores',
    openHint: 'What one store should give another before anything is bought, most saving first.',
    empty: 'Nothing to move',
    emptyHint:
      'What stores should give each other is worked out every night, where the setting transfers_within says region or everywhere. Orders count on it.',
    past: 'Past transfers',
    pastHint: 'Received, closed and cancelled, the newest first.',
    pair: 'From and to',
    number: 'Transfer {{id}}',
    title: 'Transfer {{id}}: {{from}} → {{to}}',
    goes: 'leaves {{on}} · there {{expected}}',
    leaves: 'Leaves',
    units: 'Units',
    lasts: '{{store}} lasts',
    days_one: '{{days}} day',
    days_other: '{{days}} days',
    change: '{{before}} → {{after}}',
    hidden: 'not yours to see',
    giver_one: '{{store}} has {{stock}}, {{way}} on the way: enough for {{before}} day, {{after}} after it.',
    giver_other:
      '{{store}} has {{stock}}, {{way}} on the way: enough for {{before}} days, {{after}} after it.',
    taker_one: '{{store}} has {{stock}}, {{way}} on the way: enough for {{before}} day, {{after}} with it.',
    taker_other:
      '{{store}} has {{stock}}, {{way}} on the way: enough for {{before}} days, {{after}} with it.',
    chance:
      'Chance that {{store}} runs out before an order could be there on {{day}}: {{without}}, with it {{with}}.',
    lost: 'Units not sold in {{store}} until then for want of stock: about {{without}}, with it {{with}}.',
    money: 'It is expected to save {{saves}} beside the orders placed after it.',
    approved: 'Transfer {{id}} is approved: its units are promised.',
    sendAll: 'All of it left',
    sent: 'Transfer {{id}} is on its way, and out of stock in {{store}}.',
    received: 'What came is in stock in {{store}}.',
    closed: 'Transfer {{id}} is closed.',
    cancel: 'Cancel the transfer',
    cancelled: 'Transfer {{id}} is cancelled.',
    note: 'Note',
    meanwhile:
      'Somebody changed this transfer meanwhile: these are its units now; yours are still in the fields.',
    giverActs: 'People of {{store}} change, approve and send it.',
    takerActs: 'People of {{store}} receive it.',
    made: 'Proposed from forecast {{run}} of {{day}}.',
    byHand: 'Made by hand.',
  },
  {
    open: 'Zwischen Läden',
    openHint:
      'Was ein Laden einem anderen geben sollte, bevor etwas gekauft wird; die größte Ersparnis zuerst.',
    empty: 'Nichts umzulagern',
    emptyHint:
      'Was Läden einander geben sollten, wird jede Nacht ausgerechnet, wo die Einstellung transfers_within region oder everywhere sagt. Bestellungen rechnen damit.',
    past: 'Vergangene Umlagerungen',
    pastHint: 'Erhalten, abgeschlossen und storniert, die neueste zuerst.',
    pair: 'Von und nach',
    number: 'Umlagerung {{id}}',
    title: 'Umlagerung {{id}}: {{from}} → {{to}}',
    goes: 'geht ab {{on}} · ist dort {{expected}}',
    leaves: 'Geht ab',
    units: 'Stück',
    lasts: '{{store}} reicht',
    days_one: '{{days}} Tag',
    days_other: '{{days}} Tage',
    change: '{{before}} → {{after}}',
    hidden: 'nicht für Sie',
    giver_one:
      '{{store}} hat {{stock}}, {{way}} unterwegs: Das reicht {{before}} Tag, nach der Umlagerung {{after}}.',
    giver_other:
      '{{store}} hat {{stock}}, {{way}} unterwegs: Das reicht {{before}} Tage, nach der Umlagerung {{after}}.',
    taker_one:
      '{{store}} hat {{stock}}, {{way}} unterwegs: Das reicht {{before}} Tag, mit der Umlagerung {{after}}.',
    taker_other:
      '{{store}} hat {{stock}}, {{way}} unterwegs: Das reicht {{before}} Tage, mit der Umlagerung {{after}}.',
    chance:
      'Wahrscheinlichkeit, dass {{store}} leer ist, bevor eine Bestellung am {{day}} da sein könnte: {{without}}, mit der Umlagerung {{with}}.',
    lost: 'Entgangene Verkäufe in {{store}} bis dahin: rund {{without}} Stück, mit der Umlagerung {{with}}.',
    money: 'Sie spart voraussichtlich {{saves}} neben den Bestellungen danach.',
    approved: 'Umlagerung {{id}} ist freigegeben: ihre Stücke sind zugesagt.',
    sendAll: 'Alles ging ab',
    sent: 'Umlagerung {{id}} ist unterwegs und in {{store}} aus dem Bestand.',
    received: 'Was ankam, ist in {{store}} im Bestand.',
    closed: 'Umlagerung {{id}} ist abgeschlossen.',
    cancel: 'Umlagerung stornieren',
    cancelled: 'Umlagerung {{id}} ist storniert.',
    note: 'Notiz',
    meanwhile:
      'Jemand hat diese Umlagerung inzwischen geändert: das sind ihre Stückzahlen jetzt; Ihre stehen noch in den Feldern.',
    giverActs: 'Wer zu {{store}} gehört, ändert sie, gibt sie frei und schickt sie ab.',
    takerActs: 'Wer zu {{store}} gehört, nimmt sie an.',
    made: 'Vorgeschlagen aus Vorhersage {{run}} vom {{day}}.',
    byHand: 'Von Hand angelegt.',
  },
);
